/**
 * Counters, for a script that has `now` and `grace` (milliseconds) as locals. A counter is kept as "used end"; the end is judged by `now`, and
 * the expiry of the key only clears up after it.
 *
 * `take_units(first, at)` and `put_units` read the arguments that `budgetArguments` wrote from `ARGV[at]` on; key numbers count from
 * `KEYS[first]`. Nothing is written before `write_counters`.
 */
export const COUNTERS_LUA = `
local counters = {}

local function counter(key)
  local known = counters[key]
  if known then return known end
  known = { used = 0, ends = 0 }
  local value = redis.call('GET', key)
  if value then
    local used, ends = string.match(value, '^(%d+) (%d+)$')
    if used and tonumber(ends) > now then
      known.used, known.ends = tonumber(used), tonumber(ends)
    end
  end
  counters[key] = known
  return known
end

local function take_units(first, at)
  local count = tonumber(ARGV[at])
  at = at + 1
  for take = 1, count do
    local known = counter(KEYS[first + tonumber(ARGV[at])])
    local limit, window, units = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 4])
    local exists = known.ends > 0
    local ends = now + window
    if exists and ARGV[at + 3] == 'fixed' then ends = known.ends end
    if known.used + 1 > limit then
      return at, { take - 1, string.format('%.0f', exists and known.ends or ends) }
    end
    if units > 0 then known.used, known.ends, known.changed = known.used + units, ends, true end
    at = at + 5
  end
  return at, nil
end

local function put_units(first, at)
  local count = tonumber(ARGV[at])
  at = at + 1
  for _ = 1, count do
    local known = counter(KEYS[first + tonumber(ARGV[at])])
    if known.used > 0 then known.used, known.changed = known.used - 1, true end
    at = at + 1
  end
  count = tonumber(ARGV[at])
  at = at + 1
  for _ = 1, count do
    local known = counter(KEYS[first + tonumber(ARGV[at])])
    known.used, known.ends, known.changed = 0, 0, true
    at = at + 1
  end
  return at
end

local function write_counters()
  for key, known in pairs(counters) do
    if known.changed and known.ends > 0 then
      local value = string.format('%.0f %.0f', known.used, known.ends)
      redis.call('SET', key, value, 'PX', string.format('%.0f', known.ends - now + grace))
    elseif known.changed then
      redis.call('DEL', key)
    end
  end
end
`;
