import type { UrlTemplate } from '../configuration/authentication-configuration.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json.js';
import { InvalidParameterValueError } from '../mapping/invalid-parameter-value-error.js';
import { parameterPairs } from './parameter-pairs.js';
import { percentEncode } from './percent-encoding.js';

// C0, DEL and C1: no server agrees with the next on what they mean inside a path.
const CONTROL_CHARACTER = /\p{Cc}/u;

/**
 * Fills the placeholders of a URL and appends the query.
 * @param values mapped `path_mapping_rules`
 * @param query mapped `query_mapping_rules`
 * @throws InvalidParameterValueError when a placeholder has no value, or one that is not a single path segment (specification 1.7)
 */
export function fillUrl(template: UrlTemplate, values: JsonObject, query: JsonObject): string {
  const filled = template.parts
    .map((part, position) => (position % 2 === 0 ? part : segmentFor(part, values)))
    .join('');
  // A fragment is never sent; a query appended behind it would be lost.
  const fragmentAt = filled.indexOf('#');
  const url = fragmentAt < 0 ? filled : filled.slice(0, fragmentAt);
  const pairs = parameterPairs(query).map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`);
  return pairs.length === 0 ? url : url + separatorAfter(url) + pairs.join('&');
}

function separatorAfter(url: string): string {
  if (!url.includes('?')) return '?';
  return url.endsWith('?') || url.endsWith('&') ? '' : '&';
}

function segmentFor(name: string, values: JsonObject): string {
  const text = scalarText(valueNamed(name, values));
  // "." and ".." would be resolved away by any URL parser, encoded or not, and so leave the path the operator wrote.
  if (text === undefined || text === '' || text === '.' || text === '..' || CONTROL_CHARACTER.test(text)) {
    throw new InvalidParameterValueError(
      `the value for placeholder {{${name}}} of the URL is not a single path segment`,
    );
  }
  return percentEncode(text);
}

/** `to: "a.b"` writes a nested object, so that a dotted placeholder name is looked for there too. */
function valueNamed(name: string, values: JsonObject): JsonValue | undefined {
  if (Object.hasOwn(values, name)) return values[name];
  let found: JsonValue | undefined = values;
  for (const step of name.split('.'))
    found = isJsonObject(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  return found;
}

function scalarText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
