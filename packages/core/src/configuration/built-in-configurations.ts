import type { AuthenticationConfiguration, ConfigurationType } from './authentication-configuration.js';
import type { ConfigurationDependencies } from './document/compile-context.js';
import { compileConfiguration } from './document/compile-configuration.js';
import { TesseraError } from '../errors/tessera-error.js';
import { ViolationList } from '../errors/violation-list.js';
import type { JsonObject } from '../json/json.js';

export { REGISTRATION_CLAIMS } from './registration-claims.js';

/** Types that work without being configured (specification 1.2). */
export type BuiltInConfigurationType = 'password' | 'initial-registration';

/** The id of the built-in configurations: the nil UUID (RFC 9562 §5.9), which no document should be given. */
export const BUILT_IN_CONFIGURATION_ID = '00000000-0000-0000-0000-000000000000';

const NAME = { type: 'string', maxLength: 255 };

/** The documents a tenant without its own would have to write to get the same (specification 2.10, 2.11). */
export const BUILT_IN_CONFIGURATIONS: Readonly<Record<BuiltInConfigurationType, JsonObject>> = {
  'initial-registration': {
    type: 'initial-registration',
    interactions: {
      'initial-registration': {
        request: {
          schema: {
            type: 'object',
            properties: {
              email: { type: 'string', format: 'email', maxLength: 254 },
              password: { type: 'string', maxLength: 128 },
              name: NAME,
              given_name: NAME,
              family_name: NAME,
              preferred_username: NAME,
              phone_number: { type: 'string', minLength: 5, maxLength: 32 },
            },
            required: ['email', 'password'],
          },
        },
      },
    },
  },
  password: {
    type: 'password',
    interactions: {
      'password-authentication': {
        request: {
          schema: {
            type: 'object',
            properties: {
              username: { type: 'string', minLength: 1, maxLength: 256 },
              password: { type: 'string', minLength: 1, maxLength: 128 },
            },
            required: ['username', 'password'],
          },
        },
        execution: { function: 'password_verification' },
      },
    },
  },
};

const compiled = new WeakMap<ConfigurationDependencies, Map<string, AuthenticationConfiguration>>();

/**
 * The built-in configuration of a type, version 0, compiled once for the dependencies given; undefined for types that have none.
 * @throws TesseraError `ERR_INVALID_DOCUMENT` when the schema compiler given does not take its schema
 */
export function builtInConfiguration(
  type: ConfigurationType,
  dependencies: ConfigurationDependencies,
): AuthenticationConfiguration | undefined {
  if (type !== 'password' && type !== 'initial-registration') return undefined;
  const known = compiled.get(dependencies) ?? new Map<string, AuthenticationConfiguration>();
  const configuration = known.get(type) ?? compile(type, dependencies);
  compiled.set(dependencies, known.set(type, configuration));
  return configuration;
}

function compile(type: BuiltInConfigurationType, dependencies: ConfigurationDependencies): AuthenticationConfiguration {
  const violations = new ViolationList();
  const profile = { name: 'production', allowHttp: false } as const;
  const document = BUILT_IN_CONFIGURATIONS[type];
  const input = { id: BUILT_IN_CONFIGURATION_ID, version: 0, document, dependencies, profile };
  const configuration = compileConfiguration(input, violations);
  violations.throwIfAny(`The built-in configuration ${type}`);
  if (!configuration) throw new TesseraError('ERR_INVARIANT', `The built-in configuration ${type} did not compile`);
  return configuration;
}
