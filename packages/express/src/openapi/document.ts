import type { JsonObject } from '@tessera/core';
import type { Router } from 'express';
import { declaredOperations } from './declare.js';
import type { DeclaredOperation } from './declare.js';
import type { Access, Operation, ParameterSpec, ResponseSpec, Schema } from './operation.js';
import { refusals } from './responses.js';
import { COMPONENTS } from './schemas/components.js';
import { SECURITY_SCHEMES } from './security.js';
import { TAGS } from './tags.js';

const SECURITY: Readonly<Record<Access, readonly JsonObject[]>> = {
  public: [],
  management: [{ management: [] }],
  // Plain clients without cookies may call as well (specification 4.4).
  transaction: [{ authenticationSession: [] }, {}],
  // Other clients name themselves in the form.
  client: [{ clientBasic: [] }, {}],
  user: [{ accessToken: [] }],
};

export interface DocumentOptions {
  readonly publicUrl: string;
  readonly version: string;
}

/**
 * The OpenAPI 3.1 document of everything that is declared below `router`.
 * @throws Error when two operations have one id, or one method and path
 */
export function openApiDocument(router: Router, { publicUrl, version }: DocumentOptions): JsonObject {
  const declared = declaredOperations(router);
  refuseDoubles(declared);
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const { path, operation } of declared) {
    const template = templateOf(path);
    (paths[template] ??= {})[operation.method] = operationObject(template, operation);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tessera',
      version,
      description:
        'Multi-factor authentication, OAuth 2.0 and OpenID Connect, and the management API. Errors have the form ' +
        '`{"error", "error_description"}` and are never cached.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    tags: TAGS.filter(({ name }) => declared.some(({ operation }) => operation.tag === name)),
    paths,
    components: { schemas: COMPONENTS, responses: outsideOperations(), securitySchemes: SECURITY_SCHEMES },
  };
}

/** What is answered where there is no operation. */
function outsideOperations(): JsonObject {
  const answers = refusals('NotFound', 'MethodNotAllowed');
  const named = (status: string): JsonObject => responseObject(answers[status] ?? { description: '' });
  return { UnknownPath: named('404'), OtherMethod: named('405') };
}

/** `/users/:sub` as OpenAPI writes it; names are in kebab-case, as the specification has them. */
function templateOf(path: string): string {
  return path.replace(/:(\w+)/g, (_match, name: string) => `{${kebab(name)}}`);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function operationObject(template: string, operation: Operation): JsonObject {
  const { operationId, summary, description, tag, access, permissions = [], requestBody } = operation;
  const needed = permissions.map((permission) => `\`${permission}\``).join(', ');
  const text = [description, needed === '' ? undefined : `Needs ${needed}.`].filter((part) => part !== undefined);
  const parameters = [...pathParameters(template), ...(operation.parameters ?? []).map(parameterObject)];
  return {
    operationId,
    summary,
    ...(text.length > 0 ? { description: text.join('\n\n') } : {}),
    tags: [tag],
    security: SECURITY[access],
    ...(permissions.length > 0 ? { 'x-permissions': permissions } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(requestBody
      ? {
          requestBody: {
            ...(requestBody.description === undefined ? {} : { description: requestBody.description }),
            required: requestBody.required,
            content: contentObject(requestBody.content),
          },
        }
      : {}),
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, response]) => [status, responseObject(response)]),
    ),
  };
}

function pathParameters(template: string): readonly JsonObject[] {
  return [...template.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1 },
  }));
}

function parameterObject({ required = false, ...parameter }: ParameterSpec): JsonObject {
  return { ...parameter, required };
}

function responseObject({ description, content, headers }: ResponseSpec): JsonObject {
  return {
    description,
    ...(headers
      ? { headers: Object.fromEntries(Object.entries(headers).map(([name, one]) => [name, { ...one }])) }
      : {}),
    ...(content ? { content: contentObject(content) } : {}),
  };
}

function contentObject(content: Readonly<Record<string, Schema>>): JsonObject {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));
}

function refuseDoubles(declared: readonly DeclaredOperation[]): void {
  const names = declared.flatMap(({ path, operation }) => [
    operation.operationId,
    `${operation.method} ${templateOf(path)}`,
  ]);
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) throw new Error(`the operation ${double} is declared twice`);
}
