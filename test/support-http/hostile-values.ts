/** Values that have broken servers before: as text, as JSON strings, as parts of paths and queries. */
export const TEXTS: readonly string[] = [
  '',
  ' ',
  '__proto__',
  'constructor',
  "' OR '1'='1' --",
  '%00',
  '\u0000',
  '\ud800',
  '😀'.repeat(300),
  'x'.repeat(10_000),
  '../../etc/passwd',
  '${jndi:ldap://x}',
  '<script>alert(1)</script>',
  '\r\nSet-Cookie: a=b',
  '+81-90-1234-5678\u0000',
  '１２３４５６',
];

/** Bodies that have broken parsers before. */
export const BODIES: readonly string[] = [
  '',
  '{',
  '[]',
  'null',
  '"x"',
  '0',
  '{"a":',
  '\ufeff{}',
  '{"__proto__":{"x":1},"constructor":{"prototype":{}}}',
  '{"username":{},"password":[],"email":1,"phone_number":false,"verification_code":null,"template":{}}',
  '{"username":["a"],"password":{"$ne":null},"email":["a@b.c"],"phone_number":[1],"verification_code":[1],"denied_scopes":{}}',
  '['.repeat(20_000),
  '{"a":1e999,"b":-0,"c":1.7976931348623159e308}',
  ...TEXTS.map((text) =>
    JSON.stringify({
      username: text,
      password: text,
      email: text,
      phone_number: text,
      template: text,
      verification_code: text,
      name: text,
    }),
  ),
];

/** The texts as parts of a path or a query; a lone surrogate, which has no encoding, as the bytes that a sloppy encoder makes of it. */
export const ENCODED_TEXTS: readonly string[] = TEXTS.map((text) =>
  text === '\ud800' ? '%ED%A0%80' : encodeURIComponent(text),
);
