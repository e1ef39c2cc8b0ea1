import type { ResponseHeader, ResponseSpec, Responses, Schema } from './operation.js';
import { REFUSALS } from './schemas/refusals.js';
import type { RefusalName, RefusalSpec } from './schemas/refusals.js';
import { ref } from './schemas/shapes.js';

const JSON_TYPE = 'application/json';

/** No cache may keep the answer. */
export const NO_STORE: ResponseHeader = { required: true, schema: { const: 'no-store' } };
const ETAG: ResponseHeader = { schema: { type: 'string', pattern: '^"\\d+"$' }, description: 'For `If-Match`.' };

/** JSON that is never cached. */
export function json(
  description: string,
  schema: Schema,
  headers: Readonly<Record<string, ResponseHeader>> = {},
): ResponseSpec {
  return { description, content: { [JSON_TYPE]: schema }, headers: { 'Cache-Control': NO_STORE, ...headers } };
}

/** An object with the version that it has. */
export function versioned(description: string, schema: Schema): ResponseSpec {
  return json(description, schema, { ETag: { ...ETAG, required: true } });
}

/** A write; a dry run has no version. */
export function written(description: string, schema: Schema): ResponseSpec {
  return json(description, schema, { ETag: ETAG });
}

/** Something new and where it is. */
export function created(description: string, schema: Schema): ResponseSpec {
  return json(description, schema, {
    ETag: { ...ETAG, required: true },
    Location: { required: true, schema: { type: 'string', format: 'uri-reference' } },
  });
}

/** Done, and nothing to say. */
export function noContent(description: string): ResponseSpec {
  return { description };
}

type Headers = Readonly<Record<string, ResponseHeader>>;

const SECONDS: Headers = { 'Retry-After': { required: true, schema: { type: 'string', pattern: '^\\d+$' } } };
const CHALLENGE: Headers = { 'WWW-Authenticate': { required: true, schema: { type: 'string' } } };

const HEADERS: Readonly<Partial<Record<RefusalName, Headers>>> = {
  AuthenticationInsufficient: CHALLENGE,
  MethodNotAllowed: { Allow: { required: true, schema: { type: 'string' } } },
  ScopeMissing: CHALLENGE,
  TokenInvalid: CHALLENGE,
  TooManyAttempts: SECONDS,
  TooManyCodes: SECONDS,
  TooManyRequests: SECONDS,
};

/** Refusals of the catalogue, one answer a status. */
export function refusals(...names: readonly RefusalName[]): Responses {
  return answers(names.map((name) => ({ name, ...(REFUSALS[name] as RefusalSpec) })));
}

/** Puts answers together; refusals of one status are united. */
export function merged(...all: readonly Responses[]): Responses {
  const found: Record<string, ResponseSpec> = {};
  for (const [status, response] of all.flatMap((responses) => Object.entries(responses))) {
    const former = found[status];
    found[status] = former === undefined ? response : united(former, response);
  }
  return found;
}

function answers(specs: readonly (RefusalSpec & { readonly name: RefusalName })[]): Responses {
  return merged(
    ...specs.map(({ name, status, description }) => ({
      [String(status)]: json(typeof description === 'string' ? description : name, ref(name), HEADERS[name] ?? {}),
    })),
  );
}

function united(left: ResponseSpec, right: ResponseSpec): ResponseSpec {
  const types = new Set([...Object.keys(left.content ?? {}), ...Object.keys(right.content ?? {})]);
  const content = [...types].map((type) => [type, anyOf(left.content?.[type], right.content?.[type])] as const);
  const described = [...new Set([...left.description.split(' · '), ...right.description.split(' · ')])];
  return {
    description: described.join(' · '),
    content: Object.fromEntries(content),
    headers: unitedHeaders(left.headers ?? {}, right.headers ?? {}),
  };
}

function anyOf(...schemas: readonly (Schema | undefined)[]): Schema {
  const texts = new Set(schemas.flatMap(alternatives).map((schema) => JSON.stringify(schema)));
  const [first, ...others] = [...texts].map((text) => JSON.parse(text) as Schema);
  return others.length === 0 ? (first ?? {}) : { anyOf: [first ?? {}, ...others] };
}

/** What only some of the answers carry is required of none. */
function unitedHeaders(left: Headers, right: Headers): Headers {
  const entries = Object.entries({ ...left, ...right }).map(([name, header]) => {
    const required = left[name]?.required === true && right[name]?.required === true;
    return [name, { ...header, required }] as const;
  });
  return Object.fromEntries(entries);
}

function alternatives(schema: Schema | undefined): readonly Schema[] {
  if (schema === undefined) return [];
  const { anyOf } = schema;
  return Array.isArray(anyOf) ? (anyOf as readonly Schema[]) : [schema];
}
