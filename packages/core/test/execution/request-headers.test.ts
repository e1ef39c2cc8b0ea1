import { RequestHeaders } from '../../src/execution/request-headers.js';
import { InvalidParameterValueError } from '../../src/mapping/invalid-parameter-value-error.js';

describe('headers from a mapping', () => {
  it('writes scalars as text, joins lists and leaves null out', () => {
    const headers = RequestHeaders.fromMapping(
      { 'X-A': 'a', 'X-B': 1.5, 'X-C': true, 'X-D': null, 'X-E': ['a', null, 2] },
      false,
    );
    expect(headers.toRecord()).toEqual({ 'X-A': 'a', 'X-B': '1.5', 'X-C': 'true', 'X-E': 'a, 2' });
  });

  it.each(['a\rb', 'a\nb', 'a\0b', '日本', { a: 1 }, [['a']]])('refuses %j as a value', (value) => {
    expect(() => RequestHeaders.fromMapping({ 'X-A': value }, false)).toThrow(InvalidParameterValueError);
  });

  it('drops reserved and impossible names that come from data', () => {
    const mapped = {
      host: 'evil',
      'CONTENT-LENGTH': '1',
      'Transfer-Encoding': 'chunked',
      connection: 'close',
      cookie: 'a=b',
      'a b': 'c',
      'a:\r\n': 'd',
    };
    expect(RequestHeaders.fromMapping(mapped, false).toRecord()).toEqual({});
  });

  it('lets a mapping set Authorization only when the call has no authentication of its own', () => {
    expect(RequestHeaders.fromMapping({ authorization: 'Bearer x' }, true).toRecord()).toEqual({});
    expect(RequestHeaders.fromMapping({ authorization: 'Bearer x' }, false).toRecord()).toEqual({
      authorization: 'Bearer x',
    });
  });

  it('sends a header once when two spellings of its name are mapped', () => {
    expect(RequestHeaders.fromMapping({ 'content-type': 'a', 'Content-Type': 'b' }, false).toRecord()).toEqual({
      'Content-Type': 'b',
    });
  });
});
