import { parseAnswer, requestText } from '../src/generator/http-connection.js';

describe('an HTTP answer', () => {
  it('is read by its length, however it arrives', () => {
    const bytes = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nérgo');
    expect(parseAnswer(bytes.subarray(0, 20))).toBe('incomplete');
    expect(parseAnswer(bytes.subarray(0, bytes.length - 1))).toBe('incomplete');
    expect(parseAnswer(bytes)).toMatchObject({ status: 200, body: 'érgo' });
  });

  it('is read in chunks', () => {
    const bytes = Buffer.from('HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n');
    expect(parseAnswer(bytes.subarray(0, bytes.length - 3))).toBe('incomplete');
    expect(parseAnswer(bytes)).toMatchObject({ status: 400, body: 'abcde' });
  });

  it('of unknown length, or of no HTTP, is an error', () => {
    expect(parseAnswer(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'))).toBeInstanceOf(Error);
    expect(parseAnswer(Buffer.from('SSH-2.0\r\n\r\n'))).toBeInstanceOf(Error);
    expect(parseAnswer(Buffer.from('HTTP/1.1 204 No Content\r\n\r\n'))).toMatchObject({ status: 204, body: '' });
  });
});

it('writes a request with the length of its body in bytes', () => {
  expect(requestText('POST', '/a', { body: '"é"' })).toMatch(
    /^POST \/a HTTP\/1\.1\r\n.*\r\nContent-Length: 4\r\n\r\n"é"$/s,
  );
});
