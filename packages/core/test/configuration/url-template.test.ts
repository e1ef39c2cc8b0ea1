import { parseUrlTemplate } from '../../src/configuration/document/url-template.js';
import { isLoopbackHost } from '../../src/configuration/document/url-host.js';

describe('parseUrlTemplate', () => {
  it('takes path and query apart at their placeholders', () => {
    expect(parseUrlTemplate('https://api.example.com:8443/v1/users/{{user_id}}/codes?channel={{channel}}')).toEqual({
      scheme: 'https',
      host: 'api.example.com',
      template: { parts: ['https://api.example.com:8443/v1/users/', 'user_id', '/codes?channel=', 'channel', ''] },
      placeholders: ['user_id', 'channel'],
    });
  });

  it.each([
    'https://example.com',
    'HTTPS://EXAMPLE.com/',
    'http://host.docker.internal:4000/token',
    'https://sms_gateway.internal/send',
    'https://192.0.2.7/x',
    'https://[2001:db8::1]:8443/x',
    'https://[::ffff:192.0.2.1]/x',
    'https://example.com?x=1',
    'https://example.com./x',
    'https://example.com/a%20b?to=a@b.example&x=/y?z',
    'https://example.com/..hidden/a.',
  ])('accepts %s', (text) => {
    expect(parseUrlTemplate(text)?.template.parts).toHaveLength(1);
  });

  it.each([
    ['another scheme', 'ftp://example.com/'],
    ['a relative URL', '/token'],
    ['a missing host', 'https:///token'],
    ['user information', 'https://user:secret@example.com/'],
    ['a user without password', 'https://user@example.com/'],
    ['a fragment', 'https://example.com/#top'],
    ['a blank', 'https://example.com/a b'],
    ['a leading blank', ' https://example.com/'],
    ['a line break', 'https://example.com/\nHost: x'],
    ['a NUL', 'https://example.com/\0'],
    ['a backslash', 'https://example.com\\@internal/'],
    ['a non-ASCII path', 'https://example.com/é'],
    ['a non-ASCII host', 'https://exämple.com/'],
    ['a broken escape', 'https://example.com/%zz'],
    ['a dot segment', 'https://example.com/a/../b'],
    ['an encoded dot segment', 'https://example.com/a/%2E%2e/b'],
    ['port 0', 'https://example.com:0/'],
    ['a port above 65535', 'https://example.com:65536/'],
    ['an empty port', 'https://example.com:/'],
    ['a placeholder in the host', 'https://{{tenant}}.example.com/'],
    ['a placeholder in the port', 'https://example.com:{{port}}/'],
    ['a placeholder instead of the scheme', '{{scheme}}://example.com/'],
    ['an empty placeholder', 'https://example.com/{{}}'],
    ['a single brace', 'https://example.com/{id}'],
    ['a nested placeholder', 'https://example.com/{{a{{b}}}}'],
    ['an address in disguise', 'https://2130706433/'],
    ['a hexadecimal address', 'https://0x7f.1/'],
    ['an octal address', 'https://0177.0.0.1/'],
    ['a byte above 255', 'https://192.0.2.256/'],
    ['a malformed IPv6 address', 'https://[1:2:3]/'],
    ['two gaps in IPv6', 'https://[1::2::3]/'],
    ['an IPv6 zone', 'https://[fe80::1%25eth0]/'],
    ['an empty label', 'https://example..com/'],
    ['a URL that never ends', `https://example.com/${'a'.repeat(2048)}`],
  ])('refuses %s', (_, text) => {
    expect(parseUrlTemplate(text)).toBeUndefined();
  });
});

describe('isLoopbackHost', () => {
  it.each(['localhost', 'LOCALHOST', 'api.localhost', '127.0.0.1', '127.9.9.9', '[::1]', 'host.docker.internal'])(
    'knows that %s is this machine',
    (host) => {
      expect(isLoopbackHost(host)).toBe(true);
    },
  );

  it.each(['example.com', 'localhost.example.com', '127.0.0.1.example.com', '10.0.0.1', '[::2]'])(
    'does not take %s for this machine',
    (host) => {
      expect(isLoopbackHost(host)).toBe(false);
    },
  );
});
