import type { OutboundAuthentication } from '../../ports/http-client.js';
import type { JsonValue } from '../../json/json.js';
import type { CompileContext } from './compile-context.js';
import { ObjectReader } from './object-reader.js';

type BasicAuthentication = Extract<OutboundAuthentication, { type: 'basic' }>;

/** Reads `basic_authentication`. RFC 7617 §2: the user name has no colon, neither part has control characters. */
export function readBasic(
  document: JsonValue,
  pointer: string,
  context: CompileContext,
): BasicAuthentication | undefined {
  const { violations } = context;
  const reader = ObjectReader.open(document, pointer, violations, { required: ['username', 'password'] });
  const username = reader?.text('username');
  const password = reader?.text('password');
  if (username !== undefined && /[:\p{Cc}]/u.test(username)) {
    violations.add(pointer + '/username', 'not allowed', 'no colon and no control characters');
  }
  if (password !== undefined && /\p{Cc}/u.test(password)) {
    violations.add(pointer + '/password', 'not allowed', 'no control characters');
  }
  return username === undefined || password === undefined ? undefined : { type: 'basic', username, password };
}
