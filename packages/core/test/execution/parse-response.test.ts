import { parseResponseBody } from '../../src/execution/parse-response.js';

describe('reading the body of an answer', () => {
  it.each([
    ['an object', '{"a":1}', 'application/json', { a: 1 }],
    ['an object declared as text', '{"a":1}', 'text/plain; charset=utf-8', { a: 1 }],
    ['an object without content type', '{"a":1}', undefined, { a: 1 }],
    ['a list', '[1]', 'application/json', [1]],
    ['JSON behind a byte order mark', '\ufeff{"a":1}', 'application/json', { a: 1 }],
    ['a bare string declared as JSON', '"ok"', 'application/problem+json', 'ok'],
    ['null declared as JSON', 'null', 'application/json; charset=utf-8', null],
    ['a bare number declared as text', '0123', 'text/plain', { raw_body: '0123' }],
    ['a bare number that is JSON but declared as text', '123', 'text/plain', { raw_body: '123' }],
    ['nothing', '', 'application/json', {}],
    ['blanks', ' \r\n', undefined, {}],
    ['text', 'OK', 'text/plain', { raw_body: 'OK' }],
    ['broken JSON', '{"a":', 'application/json', { raw_body: '{"a":' }],
  ])('reads %s', (_what, body, contentType, expected) => {
    expect(parseResponseBody(body, contentType)).toEqual(expected);
  });

  it('takes a document that would exhaust the stack of its readers for text', () => {
    const body = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(parseResponseBody(body, 'application/json')).toEqual({ raw_body: body });
  });
});
