import type { AuthorizationServerSettings, TokenSettings } from './authorization-server-settings.js';
import type { EventLogConfig } from './event-log-config.js';

export type TenantType = 'PUBLIC' | 'ORGANIZER' | 'ADMIN';
export type IdentityUniqueKeyType = 'EMAIL' | 'PHONE' | 'USERNAME';

export interface PasswordPolicy {
  readonly minLength: number;
  readonly maxLength: number;
  readonly requireUpper: boolean;
  readonly requireLower: boolean;
  readonly requireDigit: boolean;
  readonly requireSymbol: boolean;
  /** Failures per username before further tries are refused. */
  readonly maxAttempts: number;
  readonly lockoutDurationSeconds: number;
}

export interface SessionConfig {
  readonly cookieSameSite: 'Lax' | 'None';
  readonly idleTimeoutSeconds: number;
  readonly maxLifetimeSeconds: number;
  /** Of the SSO session's cookie; see `sessionCookieName`. */
  readonly cookieName?: string;
  /** Whether cookies carry `Secure` although the public URL is http; see `hasSecureCookies`. */
  readonly useSecureCookie?: boolean;
  /** `SWITCH_ALLOWED` where it is absent. */
  readonly switchPolicy?: SwitchPolicy;
}

/**
 * When somebody signs in in a browser that holds the living session of another user: `STRICT` refuses, `SWITCH_ALLOWED` ends that session,
 * `MULTI_SESSION` leaves it alive without a cookie.
 */
export type SwitchPolicy = 'STRICT' | 'SWITCH_ALLOWED' | 'MULTI_SESSION';

/** What pages of the allowed origins are told about the authorization flow; absent members have the server's own values. */
export interface CorsConfig {
  /** Further request headers, in the tenant's spelling. */
  readonly allowHeaders?: readonly string[];
  /** Further methods, in upper case. */
  readonly allowMethods?: readonly string[];
  /** `false`: pages of other origins call without cookies. */
  readonly allowCredentials?: boolean;
  /** How long a browser may keep the answer to a preflight. */
  readonly maxAgeSeconds?: number;
}

export interface TokenConfig {
  readonly codeExpiresInSeconds: number;
  readonly accessTokenExpiresInSeconds: number;
  readonly refreshTokenExpiresInSeconds: number;
  readonly idTokenExpiresInSeconds: number;
}

export interface UiConfig {
  /** Where the sign-in page lives; absent: the server's public URL. */
  readonly baseUrl?: string;
  readonly allowedOrigins: readonly string[];
  readonly includeTenantId: boolean;
}

/** A realm of users, clients, configurations and keys of its own. */
export interface Tenant {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly type: TenantType;
  readonly enabled: boolean;
  readonly ui: UiConfig;
  readonly cors?: CorsConfig;
  readonly session: SessionConfig;
  readonly token: TokenConfig;
  readonly transactionExpiresInSeconds: number;
  readonly passwordPolicy: PasswordPolicy;
  readonly registrationEnabled: boolean;
  readonly identityUniqueKeyType: IdentityUniqueKeyType;
  readonly defaultPhoneRegion?: string;
  readonly amrFormat: 'method' | 'rfc8176';
  readonly idTokenSigningAlg: 'RS256' | 'ES256';
  readonly eventPersistenceEnabled: boolean;
  readonly eventRetentionDays: number;
  readonly eventLog?: EventLogConfig;
  readonly authorizationServer?: AuthorizationServerSettings;
  /** Grows with each change. */
  readonly version: number;
}

export type GrantType = 'authorization_code' | 'refresh_token' | 'client_credentials' | 'password';

/** An OAuth 2.0 client of one tenant. */
export interface Client {
  readonly tenantId: string;
  readonly clientId: string;
  /** A second name under which the client is found; no other client of the tenant has it as id or alias. */
  readonly clientIdAlias?: string;
  readonly clientName?: string;
  readonly clientUri?: string;
  readonly logoUri?: string;
  readonly tosUri?: string;
  readonly policyUri?: string;
  readonly enabled: boolean;
  /** In clear, for the comparison only; absent for public clients. Stores keep it encrypted. */
  readonly clientSecret?: string;
  readonly tokenEndpointAuthMethod: 'client_secret_basic' | 'client_secret_post' | 'none';
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly grantTypes: readonly GrantType[];
  /** What the client may ask for. */
  readonly scopes: readonly string[];
  readonly requirePkce: boolean;
  /** Role names whose permissions its client_credentials tokens carry. */
  readonly roles: readonly string[];
  /** Where the client differs from its tenant. */
  readonly extension?: TokenSettings;
  readonly version: number;
}

/** The values of specification 5.5 for whatever a tenant does not say. */
export const TENANT_DEFAULTS: Omit<Tenant, 'id' | 'organizationId' | 'name' | 'type'> = {
  enabled: true,
  ui: { allowedOrigins: [], includeTenantId: false },
  session: { cookieSameSite: 'Lax', idleTimeoutSeconds: 3600, maxLifetimeSeconds: 43_200 },
  token: {
    codeExpiresInSeconds: 60,
    accessTokenExpiresInSeconds: 1800,
    refreshTokenExpiresInSeconds: 2_592_000,
    idTokenExpiresInSeconds: 3600,
  },
  transactionExpiresInSeconds: 1800,
  passwordPolicy: {
    minLength: 8,
    maxLength: 128,
    requireUpper: false,
    requireLower: false,
    requireDigit: false,
    requireSymbol: false,
    maxAttempts: 5,
    lockoutDurationSeconds: 900,
  },
  registrationEnabled: true,
  identityUniqueKeyType: 'EMAIL',
  amrFormat: 'method',
  idTokenSigningAlg: 'RS256',
  eventPersistenceEnabled: true,
  eventRetentionDays: 365,
  version: 1,
};
