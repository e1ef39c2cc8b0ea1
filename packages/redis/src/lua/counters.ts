/**
 * Counters, for a script that has `now` and `grace` (milliseconds) as locals. A counter is kept as "used end"; the end is judged by `now`, and
 * the expiry of the key only clears up after it.
 *
 * `read_counters(first)` reads all of `KEYS` from `first` on. `take_units(first, at)` and `put_units` do what `budgetArguments` wrote from
 * `ARGV[at]` on to them; nothing is written before `write_counters`. `units_of_last(count)` gives the units taken
 * from the last `count` of the counters.
 */
export const COUNTERS_LUA = `
local counters = {}

local function read_counters(first)
  if not KEYS[first] then return end
  for index, value in ipairs(redis.call('MGET', unpack(KEYS, first))) do
    local key = KEYS[first + index - 1]
    if not counters[key] then
      local known = { used = 0, is_stored = value and true }
      if value then
        local used, ends = string.match(value, '^(%d+) (%d+)$')
        if used and tonumber(ends) > now then known.used, known.ends = tonumber(used), ends end
      end
      counters[key] = known
    end
  end
end

local function take_units(first, at)
  local number = first
  for limit, ends, letter in string.gmatch(ARGV[at], '(%S+) (%S+) (%a)') do
    local known = counters[KEYS[number]]
    if known.used + 1 > tonumber(limit) then return number, { number - first, known.ends or ends } end
    if letter ~= 'a' then
      known.used, known.is_changed = known.used + 1, true
      if letter == 'e' or not known.ends then known.ends, known.is_moved = ends, true end
    end
    number = number + 1
  end
  return number, nil
end

local function put_units(number, at)
  local resets = number + tonumber(ARGV[at + 1])
  for given = number, resets - 1 do
    local known = counters[KEYS[given]]
    if known.used > 0 then known.used, known.is_changed = known.used - 1, true end
  end
  for reset = resets, resets + tonumber(ARGV[at + 2]) - 1 do
    local known = counters[KEYS[reset]]
    known.used, known.ends, known.is_changed = 0, nil, true
  end
end

local function write_counters()
  for key, known in pairs(counters) do
    if not known.is_changed then
      -- Only looked at.
    elseif not known.ends then
      if known.is_stored then redis.call('DEL', key) end
    elseif known.is_moved then
      local lifetime = string.format('%d', tonumber(known.ends) - now + grace)
      redis.call('SET', key, known.used .. ' ' .. known.ends, 'PX', lifetime)
    else
      redis.call('SET', key, known.used .. ' ' .. known.ends, 'KEEPTTL')
    end
  end
end

local function units_of_last(count)
  local units = {}
  for number = #KEYS - count + 1, #KEYS do units[#units + 1] = counters[KEYS[number]].used end
  return unpack(units)
end
`;
