import { script, type Script } from '../script.js';
import { COUNTERS_LUA } from './counters.js';

/** `KEYS`: the counters. `ARGV`: now, grace, then what `budgetArguments` wrote. Replies nothing, or the number of the refused take and its end. */
export const APPLY_BUDGETS: Script = script(
  `local now, grace = tonumber(ARGV[1]), tonumber(ARGV[2])`,
  COUNTERS_LUA,
  `
read_counters(1)
local number, refusal = take_units(1, 3)
if refusal then return refusal end
put_units(number, 3)
write_counters()
return {}
`,
);

/**
 * One commit of a transaction.
 *
 * `KEYS`: transaction, index, outbox, then the counters: those of `budgetArguments`, and after them those that are only asked for. `ARGV`: now,
 * grace, expected version (empty: there is none), action (`keep`, `set`, `delete`), new version, new record, new expiry, id, outbox payload
 * (empty: no events), outbox lifetime, what `budgetArguments` wrote, how many counters are asked for. Expecting none and setting is a creation.
 *
 * Replies `committed`, the outbox entry, and the units of each counter that was asked for; `stale` and the record as it is, absent when there
 * is none; `refused`, the number of the take and the end of its counter.
 */
export const COMMIT_TRANSACTION: Script = script(
  `local now, grace = tonumber(ARGV[1]), tonumber(ARGV[2])`,
  COUNTERS_LUA,
  `
local expected, action = ARGV[3], ARGV[4]
local version, expires = string.match(redis.call('GETRANGE', KEYS[1], 0, 95), '^(%S+) (%d+) ')
if not version or tonumber(expires) <= now then version = '' end

-- This very write came before: a cluster client sends again what got no answer.
local is_repeated = action == 'set' and version == ARGV[5]
if version ~= expected and not is_repeated then
  if version == '' then return { 'stale' } end
  return { 'stale', redis.call('GET', KEYS[1]) }
end

read_counters(4)
if is_repeated then return { 'committed', '', units_of_last(tonumber(ARGV[14])) } end
local number, refusal = take_units(4, 11)
if refusal then return { 'refused', refusal[1], refusal[2] } end
put_units(number, 11)
write_counters()

if action == 'set' then
  local lifetime = math.max(1, tonumber(ARGV[7]) - now) + grace
  redis.call('SET', KEYS[1], ARGV[6], 'PX', string.format('%d', lifetime))
  if expected == '' then redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%d', now - grace)) end
  if expected == '' or expires ~= ARGV[7] then
    redis.call('ZADD', KEYS[2], ARGV[7], ARGV[8])
    if redis.call('PTTL', KEYS[2]) < lifetime then redis.call('PEXPIRE', KEYS[2], string.format('%d', lifetime)) end
  end
elseif action == 'delete' then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[2], ARGV[8])
end

local entry = ''
if ARGV[9] ~= '' then
  entry = redis.call('XADD', KEYS[3], '*', 'events', ARGV[9])
  redis.call('PEXPIRE', KEYS[3], ARGV[10])
end
return { 'committed', entry, units_of_last(tonumber(ARGV[14])) }
`,
);

/** `KEYS`: a cached token. `ARGV`: the digest of a token. Drops the entry if it holds that token. */
export const DROP_TOKEN: Script = script(`
if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1]) == ARGV[1] .. ' ' then return redis.call('DEL', KEYS[1]) end
return 0
`);

/** `KEYS`: the set of tenants with an outbox. `ARGV`: tenant, score. Removes the tenant unless it has said since that it has one. */
export const FORGET_OUTBOX: Script = script(`
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if score and tonumber(score) <= tonumber(ARGV[2]) then return redis.call('ZREM', KEYS[1], ARGV[1]) end
return 0
`);
