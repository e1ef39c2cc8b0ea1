import { pointerTo } from '../../../json/json.js';
import type { FieldReader } from '../field-reader.js';

/** Reads addresses that browsers are sent to: absolute, no fragment, no wildcard, the web or a private-use scheme (RFC 8252 §7.1). */
export function readAddresses(fields: FieldReader, name: string): readonly string[] {
  const addresses = fields.texts(name, { max: 2048 }) ?? [];
  addresses.forEach((address, index) => {
    const problem = problemOf(address);
    if (problem) fields.violations.add(pointerTo(`/${name}`, index), problem[0], problem[1], address);
  });
  return addresses;
}

function problemOf(address: string): readonly [string, string] | undefined {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/i.exec(address) ?? [];
  if (scheme === '' || /\s/.test(address)) return ['not absolute', 'an absolute URI'];
  if (rest.includes('#')) return ['has a fragment', 'a URI without a fragment'];
  const isWeb = /^https?$/i.test(scheme);
  if (isWeb && !/^\/\/[^/?]/.test(rest)) return ['not absolute', 'an absolute URI'];
  if (isWeb && /^\/\/[^/?]*\*/.test(rest)) return ['has a wildcard', 'a URI without a wildcard'];
  if (!isWeb && !scheme.includes('.')) return ['scheme not allowed', 'https, or a private-use scheme with a dot'];
  return undefined;
}
