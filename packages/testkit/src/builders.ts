import { randomUUID } from 'node:crypto';
import {
  TENANT_DEFAULTS,
  type Challenge,
  type Client,
  type SecurityEvent,
  type Tenant,
  type TransactionSnapshot,
  type User,
} from '@tessera/core';

/** A tenant with the defaults of specification 5.5 and an id of its own. */
export function aTenant(overrides: Partial<Tenant> = {}): Tenant {
  return {
    ...TENANT_DEFAULTS,
    id: randomUUID(),
    organizationId: randomUUID(),
    name: 'Example',
    type: 'PUBLIC',
    ...overrides,
  };
}

/** A confidential client with PKCE. */
export function aClient(overrides: Partial<Client> = {}): Client {
  return {
    tenantId: randomUUID(),
    clientId: 'web-app',
    clientName: 'Example App',
    enabled: true,
    clientSecret: 'client-secret-of-the-example-app',
    tokenEndpointAuthMethod: 'client_secret_basic',
    redirectUris: ['https://app.example.com/callback'],
    postLogoutRedirectUris: [],
    grantTypes: ['authorization_code', 'refresh_token'],
    scopes: ['openid', 'profile', 'email', 'phone'],
    requirePkce: true,
    roles: [],
    version: 1,
    ...overrides,
  };
}

/** A registered user; name and address are derived from `sub`, so that two of them never clash by chance. */
export function aUser(overrides: Partial<User> = {}): User {
  const sub = overrides.sub ?? randomUUID();
  return {
    tenantId: randomUUID(),
    sub,
    providerId: 'tessera',
    status: 'REGISTERED',
    preferredUsername: `${sub}@example.com`,
    email: `${sub}@example.com`,
    emailVerified: false,
    phoneNumber: '+819012345678',
    phoneNumberVerified: false,
    claims: { name: 'Example User' },
    customProperties: {},
    roles: [],
    passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA',
    createdAt: 1_737_280_800_000,
    updatedAt: 1_737_280_800_000,
    ...overrides,
  };
}

/** A transaction that has just begun: created near the present, expiring half an hour later. */
export function aTransaction(overrides: Partial<TransactionSnapshot> = {}): TransactionSnapshot {
  const createdAt = overrides.createdAt ?? Date.now();
  return {
    id: randomUUID(),
    tenantId: randomUUID(),
    revision: 0,
    flow: 'oauth',
    clientId: 'web-app',
    createdAt,
    expiresAt: createdAt + 1_800_000,
    request: {
      scopes: ['openid'],
      acrValues: [],
      prompt: [],
      uiLocales: ['ja'],
      redirectUri: 'https://app.example.com/callback',
    },
    policy: { kind: 'built_in' },
    configurations: { sms: { id: '9f0c0ad5-8cf5-4c11-9a8f-3a4f7f3c6d10', version: 3 } },
    bindingHash: 'b'.repeat(64),
    state: 'in_progress',
    cancelled: false,
    results: {},
    challenges: {},
    rows: {},
    guessesSpent: 0,
    sends: {},
    failedUserIds: [],
    ...overrides,
  };
}

/** A pending SMS challenge in internal mode. */
export function aChallenge(overrides: Partial<Challenge> = {}): Challenge {
  const createdAt = overrides.createdAt ?? Date.now();
  return {
    id: randomUUID(),
    channel: 'sms',
    mode: 'internal',
    status: 'pending',
    subject: { kind: 'bound', sub: '7d8f2f0a-6f0e-4f0b-8a55-2f0c8f1f7b10' },
    destination: '+819012345678',
    template: 'authentication',
    sealedCode: { keyId: 'k1', digest: 'ZGlnZXN0' },
    attemptsUsed: 0,
    attemptLimit: 5,
    createdAt,
    expiresAt: createdAt + 300_000,
    ...overrides,
  };
}

/** A security event without optional parts. */
export function aSecurityEvent(overrides: Partial<SecurityEvent> = {}): SecurityEvent {
  return {
    id: randomUUID(),
    type: 'sms_verification_failure',
    createdAt: Date.now(),
    tenant: { id: randomUUID(), name: 'Example' },
    detail: { reason: 'mismatch' },
    ...overrides,
  };
}
