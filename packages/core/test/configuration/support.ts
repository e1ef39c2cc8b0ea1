import { compileConfiguration } from '../../src/configuration/document/compile-configuration.js';
import type {
  ConfigurationDependencies,
  ConfigurationProfile,
} from '../../src/configuration/document/compile-context.js';
import type { AuthenticationConfiguration } from '../../src/configuration/authentication-configuration.js';
import type { Violation, Warning } from '../../src/errors/violation.js';
import { ViolationList } from '../../src/errors/violation-list.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/json/json.js';
import type { RequestSchemas } from '../../src/ports/request-schemas.js';
import { plugIns } from './plug-ins.js';

export const PRODUCTION: ConfigurationProfile = { name: 'production', allowHttp: false };
export const DEVELOPMENT: ConfigurationProfile = { name: 'development', allowHttp: true };
export const ID = '0f12803e-37b6-437e-8ca9-5822bd852b74';

/** Knows two faults, which is enough to see where they are reported. */
const schemas: RequestSchemas = {
  compile(schema) {
    const document = isJsonObject(schema) ? schema : {};
    if (document['type'] === 'nonsense') return { violations: [{ pointer: '/type', message: 'invalid JSON Schema' }] };
    if (document['$ref'] !== undefined)
      return { violations: [{ pointer: '/$ref', message: 'remote $ref is not allowed' }] };
    return { validator: () => [] };
  },
};

export const dependencies: ConfigurationDependencies = {
  schemas,
  ...plugIns,
  paths: { compile: () => () => [] },
  patterns: { compile: () => undefined },
  randomness: {
    uuid: () => ID,
    timeOrderedUuid: () => ID,
    token: () => 'token',
    digits: (length) => '0'.repeat(length),
    integer: () => 0,
  },
  digests: {
    uuid5: () => ID,
    sha256Hex: () => '',
    keyedHash: () => '',
    keyedHashes: () => [],
    equal: (left, right) => left === right,
  },
  clock: { now: () => 0 },
  phoneNumbers: { parse: () => undefined },
};

export interface Judgement {
  readonly configuration: AuthenticationConfiguration | undefined;
  readonly violations: readonly Violation[];
  readonly warnings: readonly Warning[];
}

/** Compiles a document and tells everything that came of it. */
export function judge(
  document: JsonValue,
  { profile = PRODUCTION, stored }: { readonly profile?: ConfigurationProfile; readonly stored?: JsonObject } = {},
): Judgement {
  const list = new ViolationList();
  const posted = isJsonObject(document) ? document['id'] : undefined;
  const input = { id: typeof posted === 'string' ? posted : ID, version: 1, document, dependencies, profile };
  const configuration = compileConfiguration(stored ? { ...input, stored } : input, list);
  return { configuration, violations: list.violations, warnings: list.warnings };
}

/** A configuration made of the defaults of an internal SMS code; `change` is laid over each part. */
export function internalSms(
  change: { readonly metadata?: JsonObject; readonly details?: JsonObject; readonly verification?: JsonObject } = {},
): JsonObject {
  return {
    type: 'sms',
    metadata: change.metadata ?? {},
    interactions: {
      'sms-authentication-challenge': {
        execution: {
          function: 'sms_authentication_challenge',
          details: { sender_type: 'no_action', ...change.details },
        },
      },
      'sms-authentication': { execution: { function: 'sms_authentication', details: change.verification ?? {} } },
    },
  };
}

/** A password configuration that is checked outside by one HTTP request. */
export function httpPassword(request: JsonObject, interaction: JsonObject = {}): JsonObject {
  const http_request = { url: 'https://api.example.com/check', ...request };
  return {
    type: 'password',
    interactions: {
      'password-authentication': { execution: { function: 'http_request', http_request }, ...interaction },
    },
  };
}

/** Where the request of {@link httpPassword} is. */
export const REQUEST = '/interactions/password-authentication/execution/http_request';
