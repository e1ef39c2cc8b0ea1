import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { pointer } from './document.js';
import type { OpenApiDocument, ResponseObject, SeenAnswer } from './document.js';
import { PathTable } from './path-table.js';
import type { FoundPath } from './path-table.js';

const DOCUMENT = 'openapi.json';

interface Place {
  /** E.g. `getUser 200`. */
  readonly name: string;
  /** Of the response in the document. */
  readonly at: string;
  readonly response: ResponseObject;
}

/** Compares answers with what an OpenAPI document says about them. */
export class ApiContract {
  private readonly document: OpenApiDocument;
  private readonly paths: PathTable;
  private known: Ajv2020 | undefined;
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(document: OpenApiDocument) {
    this.document = document;
    this.paths = new PathTable(document);
  }

  /** Made when it is needed: that takes time, and tests measure some. */
  private get ajv(): Ajv2020 {
    if (this.known) return this.known;
    const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
    formats.default(ajv);
    this.known = ajv.addSchema(this.document, DOCUMENT);
    return ajv;
  }

  /** What the document does not allow, each with operation, status and pointer; nothing for an answer that it describes. */
  problemsOf(answer: SeenAnswer): readonly string[] {
    // Too long a head is refused before the application sees the request.
    if (answer.status === 431) return [];
    const found = this.paths.find(new URL(answer.url).pathname);
    const method = answer.method.toLowerCase();
    const operation = found?.operations[method === 'head' ? 'get' : method];
    const requestId = answer.headers.has('x-request-id') ? [] : ['the header X-Request-Id is missing'];
    if (!found || !operation) return named(answer, [...this.outside(answer, found), ...requestId]);
    const { operationId, responses } = operation;
    const status = [String(answer.status), `${Math.floor(answer.status / 100)}XX`].find((one) => responses[one]);
    const response = status === undefined ? undefined : responses[status];
    if (status === undefined || !response)
      return named(answer, [`${operationId} does not declare the status ${answer.status}: ${answer.body}`]);
    const at = pointer('paths', found.template, method === 'head' ? 'get' : method, 'responses', status);
    const place = { name: `${operationId} ${status}`, at, response };
    return named(answer, [...this.headers(answer, place), ...this.content(answer, place), ...requestId]);
  }

  /** The tags of the operation that an answer belongs to. */
  tagsOf({ method, url }: Pick<SeenAnswer, 'method' | 'url'>): readonly string[] {
    return this.paths.find(new URL(url).pathname)?.operations[method.toLowerCase()]?.tags ?? [];
  }

  /** Where there is no operation there is no success; whoever may not even know that is refused before. */
  private outside(answer: SeenAnswer, found: FoundPath | undefined): readonly string[] {
    const { status, body } = answer;
    if (answer.method === 'OPTIONS' && (status === 204 || status === 200)) return [];
    if (status < 400) return [`nothing is declared for ${found ? `this method of ${found.template}` : 'this path'}`];
    const name = status === 405 ? 'OtherMethod' : 'UnknownPath';
    const response = this.document.components.responses[name];
    if (response && (status === 405 || status === 404) && found === undefined && body.includes('not_found'))
      return this.described(answer, name, response);
    if (response && status === 405) return [...this.described(answer, name, response), ...allowed(answer, found)];
    return this.isRefusal(answer) ? [] : [`${status} is no refusal of the catalogue: ${body}`];
  }

  private described(answer: SeenAnswer, name: string, response: ResponseObject): readonly string[] {
    const place = { name, at: pointer('components', 'responses', name), response };
    return [...this.headers(answer, place), ...this.content(answer, place)];
  }

  private isRefusal({ method, body, headers }: SeenAnswer): boolean {
    if (method === 'HEAD') return true;
    if (mediaType(headers) !== 'application/json') return false;
    const value = JSON.parse(body) as { readonly error_description?: unknown };
    const { schemas } = this.document.components;
    return Object.entries(schemas).some(
      ([name, schema]) =>
        typeof schema === 'object' &&
        schema !== null &&
        'additionalProperties' in schema &&
        'error_description' in ((schema as { readonly properties?: object }).properties ?? {}) &&
        this.validator(pointer('components', 'schemas', name))(value),
    );
  }

  private headers({ headers }: SeenAnswer, { name, at, response }: Place): readonly string[] {
    return Object.entries(response.headers ?? {}).flatMap(([header, { required }]) => {
      const value = headers.get(header);
      if (value === null) return required === true ? [`${name} lacks the header ${header}`] : [];
      const validate = this.validator(at + pointer('headers', header, 'schema'));
      const isValid: boolean = validate(value);
      return isValid
        ? []
        : [`${name} has the header ${header}: ${value}, which ${this.ajv.errorsText(validate.errors)}`];
    });
  }

  private content({ method, headers, body }: SeenAnswer, { name, at, response }: Place): readonly string[] {
    if (method === 'HEAD') return [];
    const types = Object.keys(response.content ?? {});
    if (body === '' && types.length === 0) return [];
    const type = mediaType(headers);
    if (!types.includes(type)) return [`${name} declares ${types.join(' or ') || 'no body'}, not ${type}: ${body}`];
    const validate = this.validator(at + pointer('content', type, 'schema'));
    const value: unknown = /[/+]json$/.test(type) ? JSON.parse(body) : body;
    return validate(value) ? [] : [...told(validate.errors ?? []).map((error) => `${name} ${error}`), `in ${body}`];
  }

  private validator(at: string): ValidateFunction {
    const known = this.compiled.get(at) ?? this.ajv.compile({ $ref: `${DOCUMENT}#${at}` });
    this.compiled.set(at, known);
    return known;
  }
}

/** Where none of several schemas fits, that is all that is told: why each of them does not would be a book. */
function told(errors: readonly ErrorObject[]): readonly string[] {
  const shown = errors
    .filter(({ instancePath }, index) => {
      const later = errors.slice(index + 1);
      return !later.some((other) => other.keyword === 'anyOf' && instancePath.startsWith(other.instancePath));
    })
    .map(({ instancePath, message = '', params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`);
  return [...new Set(shown)];
}

function allowed({ headers, method }: SeenAnswer, found: FoundPath | undefined): readonly string[] {
  const listed = (headers.get('allow') ?? '').split(/, */);
  const missing = Object.keys(found?.operations ?? {}).filter((one) => !listed.includes(one.toUpperCase()));
  if (listed.includes(method)) return [`Allow lists ${method}, which was refused`];
  return missing.length === 0 ? [] : [`Allow does not list ${missing.join(', ')}`];
}

function mediaType(headers: Headers): string {
  return headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? 'no content type';
}

function named({ method, url }: SeenAnswer, problems: readonly string[]): readonly string[] {
  return problems.map((problem) => `${method} ${new URL(url).pathname}: ${problem}`);
}
