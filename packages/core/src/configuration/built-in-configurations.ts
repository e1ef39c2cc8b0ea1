import type { AuthenticationConfiguration, ConfigurationType } from './authentication-configuration.js';
import type { ConfigurationDependencies } from './document/compile-context.js';
import { compileConfiguration } from './document/compile-configuration.js';
import { TesseraError } from '../errors/tessera-error.js';
import { ViolationList } from '../errors/violation-list.js';
import type { JsonObject } from '../json/json.js';
import { KEY_CLAIMS } from './registration-claims.js';
import type { IdentityUniqueKeyType, Tenant } from '../tenant/tenant.js';

/** Types that work without being configured (specification 1.2). */
export type BuiltInConfigurationType = 'password' | 'initial-registration';

/** The id of the built-in configurations: the nil UUID (RFC 9562 §5.9), which no document should be given. */
export const BUILT_IN_CONFIGURATION_ID = '00000000-0000-0000-0000-000000000000';

const NAME = { type: 'string', maxLength: 255 };
const PASSWORD_LENGTH = 128;
/** For tenants whose password policy admits more than that; the policy says how much. */
const LONGER_PASSWORD_LENGTH = 1024;

/** What the built-in configurations take from a tenant. */
export type BuiltInConfigurationTenant = Pick<Tenant, 'identityUniqueKeyType' | 'passwordPolicy'>;

interface Variant {
  readonly key: IdentityUniqueKeyType;
  readonly passwordLength: number;
}

const DEFAULT_VARIANT: Variant = { key: 'EMAIL', passwordLength: PASSWORD_LENGTH };

/** The documents a tenant without its own would have to write to get the same (specification 2.10, 2.11). */
const documents = ({ key, passwordLength }: Variant): Readonly<Record<BuiltInConfigurationType, JsonObject>> => ({
  'initial-registration': {
    type: 'initial-registration',
    interactions: {
      'initial-registration': {
        request: {
          schema: {
            type: 'object',
            properties: {
              email: { type: 'string', format: 'email', maxLength: 254 },
              password: { type: 'string', maxLength: passwordLength },
              name: NAME,
              given_name: NAME,
              family_name: NAME,
              preferred_username: NAME,
              phone_number: { type: 'string', minLength: 5, maxLength: 32 },
            },
            required: [KEY_CLAIMS[key], 'password'],
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
              password: { type: 'string', minLength: 1, maxLength: passwordLength },
            },
            required: ['username', 'password'],
          },
        },
        execution: { function: 'password_verification' },
      },
    },
  },
});

/** For a tenant with the default unique key and password policy. */
export const BUILT_IN_CONFIGURATIONS: Readonly<Record<BuiltInConfigurationType, JsonObject>> =
  documents(DEFAULT_VARIANT);

const compiled = new WeakMap<ConfigurationDependencies, Map<string, AuthenticationConfiguration>>();

/**
 * The built-in configuration of a type, version 0, compiled once for the dependencies given; without a tenant for one with the default unique
 * key and password policy. Undefined for types that have none.
 * @throws TesseraError `ERR_INVALID_DOCUMENT` when the schema compiler given does not take its schema
 */
export function builtInConfiguration(
  type: ConfigurationType,
  dependencies: ConfigurationDependencies,
  tenant?: BuiltInConfigurationTenant,
): AuthenticationConfiguration | undefined {
  if (type !== 'password' && type !== 'initial-registration') return undefined;
  const known = compiled.get(dependencies) ?? new Map<string, AuthenticationConfiguration>();
  const variant = tenant ? variantOf(tenant) : DEFAULT_VARIANT;
  const name = `${type} ${variant.key} ${variant.passwordLength}`;
  const configuration = known.get(name) ?? compile(type, variant, dependencies);
  compiled.set(dependencies, known.set(name, configuration));
  return configuration;
}

function variantOf({ identityUniqueKeyType: key, passwordPolicy }: BuiltInConfigurationTenant): Variant {
  return { key, passwordLength: passwordPolicy.maxLength > PASSWORD_LENGTH ? LONGER_PASSWORD_LENGTH : PASSWORD_LENGTH };
}

function compile(
  type: BuiltInConfigurationType,
  variant: Variant,
  dependencies: ConfigurationDependencies,
): AuthenticationConfiguration {
  const violations = new ViolationList();
  const profile = { name: 'production', allowHttp: false } as const;
  const document = documents(variant)[type];
  const input = { id: BUILT_IN_CONFIGURATION_ID, version: 0, document, dependencies, profile };
  const configuration = compileConfiguration(input, violations);
  violations.throwIfAny(`The built-in configuration ${type}`);
  if (!configuration) throw new TesseraError('ERR_INVARIANT', `The built-in configuration ${type} did not compile`);
  return configuration;
}
