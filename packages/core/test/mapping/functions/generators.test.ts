import type { JsonObject, JsonValue } from '@tessera/core';
import { fakeMappingDependencies, NOW } from '../fakes.js';
import { argumentViolations, runFunction, runRules } from '../run-rules.js';

describe('now', () => {
  it.each<[JsonObject, string]>([
    [{}, '2025-01-19T10:00:00.123Z'],
    [{ zone: 'Asia/Tokyo' }, '2025-01-19T19:00:00.123+09:00'],
    [{ zone: 'America/New_York' }, '2025-01-19T05:00:00.123-05:00'],
    [{ zone: '+05:30' }, '2025-01-19T15:30:00.123+05:30'],
    [{ zone: '-03:30', pattern: 'HH:mm Z' }, '06:30 -0330'],
    [{ pattern: 'yyyyMMddHHmmssSSS' }, '20250119100000123'],
    [{ pattern: "d/M/yy h:m:s a 'o''clock' ''" }, "19/1/25 10:0:0 AM o'clock '"],
    [{ zone: 'Asia/Tokyo', pattern: 'hh a H' }, '07 PM 19'],
    [{ pattern: 'yyyy年MM月dd日' }, '2025年01月19日'],
    [{ pattern: 'Z XXX' }, '+0000 Z'],
  ])('%j is %s', (args, result) => {
    expect(runFunction('now', args, 'ignored')).toBe(result);
    expect(runFunction('now', args, null)).toBe(result);
  });

  it('knows daylight saving time', () => {
    const at = (iso: string, zone: string): JsonValue | undefined => {
      const dependencies = { ...fakeMappingDependencies(), clock: { now: () => Date.parse(iso) } };
      return runRules(
        [{ static_value: null, to: 'now', functions: [{ name: 'now', args: { zone } }] }],
        {},
        dependencies,
      )['now'];
    };
    expect(at('2025-03-30T00:59:59.999Z', 'Europe/Berlin')).toBe('2025-03-30T01:59:59.999+01:00');
    expect(at('2025-03-30T01:00:00.000Z', 'Europe/Berlin')).toBe('2025-03-30T03:00:00.000+02:00');
    expect(at('1999-12-31T23:59:59.999Z', 'Asia/Kolkata')).toBe('2000-01-01T05:29:59.999+05:30');
  });

  it('takes the zone of the user, and gives null for one that does not exist', () => {
    const zoned = (zoneinfo: JsonValue): JsonValue =>
      runFunction('now', { zone: '$.user.zoneinfo' }, null, { user: { zoneinfo } });
    expect(zoned('Asia/Tokyo')).toBe('2025-01-19T19:00:00.123+09:00');
    expect(zoned('Mars/Olympus')).toBeNull();
    expect(zoned(null)).toBe('2025-01-19T10:00:00.123Z');
  });

  it.each<[JsonObject, string]>([
    [{ zone: 'Nowhere/Land' }, 'args/zone'],
    [{ zone: '+25:00' }, 'args/zone'],
    [{ pattern: 'yyyy-QQ' }, 'args/pattern'],
    [{ pattern: "yyyy'T" }, 'args/pattern'],
    [{ pattern: 'YYYY' }, 'args/pattern'],
    [{ pattern: '' }, 'args/pattern'],
  ])('refuses %j', (args, pointer) => {
    expect(argumentViolations('now', args)).toEqual([[pointer, 'invalid argument']]);
  });

  it('runs on the injected clock', () => {
    expect(new Date(NOW).toISOString()).toBe(runFunction('now', {}, null));
  });
});

describe('random values', () => {
  it('draws every character of a random string from the source', () => {
    expect(runFunction('random_string', { length: 5, charset: 'abc' }, null)).toBe('abcab');
    expect(runFunction('random_string', { length: 3, charset: '😀é' }, 'ignored')).toBe('😀é😀');
    expect(runFunction('random_string', {}, null)).toBe('ABCDEFGHIJKLMNOP');
    expect(runFunction('random_string', { length: '$.n' }, null, { n: 2 })).toBe('AB');
    expect(runFunction('random_string', { length: '$.n' }, null, { n: 1000 })).toBeNull();
  });

  it('makes UUIDs and short ids', () => {
    expect(runFunction('uuid4', {}, null)).toBe('00000000-0000-4000-8000-000000000000');
    expect(runFunction('uuid_short', {}, null)).toBe('abcdefgh');
    expect(runFunction('uuid_short', { length: 32, exclude_ambiguous: true }, null)).toMatch(/^[a-hjkmnp-z2-9]{32}$/);
    expect(runFunction('uuid_short', { length: 32, exclude_ambiguous: false }, 'x')).toBe(
      'abcdefghijklmnopqrstuvwxyz012345',
    );
    expect(runFunction('uuid_short', { length: 4, uppercase: true }, null)).toBe('ABCD');
  });

  it.each<[JsonObject, JsonValue, JsonValue]>([
    [{ namespace: 'DNS' }, 'www.example.com', '2ed6657d-e927-568b-95e1-2665a8aea6a2'],
    [{ namespace: 'DNS', name: 'www.example.com' }, null, '2ed6657d-e927-568b-95e1-2665a8aea6a2'],
    [{ namespace: '6BA7B810-9DAD-11D1-80B4-00C04FD430C8' }, 'www.example.com', '2ed6657d-e927-568b-95e1-2665a8aea6a2'],
    [{ namespace: 'DNS', name: '$.host' }, 'ignored', '2ed6657d-e927-568b-95e1-2665a8aea6a2'],
    [{ namespace: 'DNS' }, null, null],
    [{ namespace: 'DNS' }, ['a'], null],
    [{ namespace: 'DNS', name: '$.absent' }, 'a', null],
  ])('uuid5 %j of %j is %j', (args, input, result) => {
    expect(runFunction('uuid5', args, input, { host: 'www.example.com' })).toBe(result);
  });

  it('tells the namespaces apart', () => {
    const ids = ['DNS', 'URL', 'OID', 'X500'].map((namespace) => runFunction('uuid5', { namespace }, 'a'));
    expect(new Set(ids).size).toBe(4);
  });

  it.each<[string, JsonObject, readonly string[]]>([
    ['random_string', { length: 257, charset: '' }, ['args/length', 'args/charset']],
    ['random_string', { length: 0 }, ['args/length']],
    ['random_string', { length: '16' }, ['args/length']],
    ['uuid4', { length: 1 }, ['args/length']],
    ['uuid5', {}, ['args/namespace']],
    ['uuid5', { namespace: 'dns', name: 1 }, ['args/namespace', 'args/name']],
    ['uuid_short', { length: 3 }, ['args/length']],
    ['uuid_short', { length: 33, uppercase: 'no' }, ['args/length', 'args/uppercase']],
  ])('%s refuses %j', (name, args, pointers) => {
    expect(argumentViolations(name, args)).toEqual(pointers.map((pointer) => [pointer, 'invalid argument']));
  });
});
