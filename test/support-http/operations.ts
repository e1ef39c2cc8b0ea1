import type { OpenServer } from './open-server.js';

type Json = Readonly<Record<string, unknown>>;

/** One operation of the OpenAPI document that a server publishes. */
export interface DeclaredOperation {
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  readonly permissions: readonly string[];
  /** Names of the parameters in the query. */
  readonly query: readonly string[];
  /** Media type of the body, for those that take one. */
  readonly mediaType: string | undefined;
  /** Names of the fields of the body, as far as they are declared. */
  readonly fields: readonly string[];
}

interface OperationObject {
  readonly 'x-permissions'?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

/** Everything that the server declares in `/openapi.json`. */
export async function readOperations({ url }: Pick<OpenServer, 'url'>): Promise<readonly DeclaredOperation[]> {
  const { paths, components } = (await (await fetch(`${url}/openapi.json`)).json()) as Document;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const [mediaType, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
      return {
        method: method.toUpperCase(),
        path,
        permissions: operation['x-permissions'] ?? [],
        query: (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name),
        mediaType,
        fields: content ? [...new Set(fieldsOf(content.schema, components.schemas))] : [],
      };
    }),
  );
}

function fieldsOf(schema: Json, components: Document['components']['schemas'], depth = 0): readonly string[] {
  if (depth > 5) return [];
  const name = typeof schema['$ref'] === 'string' ? schema['$ref'].split('/').pop() : undefined;
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => (schema[key] ?? []) as readonly Json[]);
  const referred = name === undefined ? undefined : components[name];
  return [
    ...Object.keys(schema['properties'] ?? {}),
    ...[...parts, ...(referred ? [referred] : [])].flatMap((part) => fieldsOf(part, components, depth + 1)),
  ];
}
