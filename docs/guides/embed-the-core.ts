import { SmsAuthenticationExecutors, TENANT_DEFAULTS, createTessera, type SmsAuthenticationExecutor } from '@tessera/core';
import { AesGcmSecretBox, Argon2PasswordHasher, HmacCodeVault, NodeDigests, NodeRandomness, SystemClock, SystemTimer } from '@tessera/crypto';
import { AxiosHttpClient } from '@tessera/http-axios';
import { AjvRequestSchemas } from '@tessera/json-schema';
import { JsonPathLibraryReader } from '@tessera/jsonpath';
import * as memory from '@tessera/memory';
import { LibPhoneNumbers } from '@tessera/phone';
import { Re2Patterns } from '@tessera/regex-re2';

// A factor of your own. What it stores at the challenge comes back at the verification; the caller never sees it.
class RiddleExecutor implements SmsAuthenticationExecutor {
  readonly name = 'riddle';
  readonly interactions = ['sms-authentication-challenge', 'sms-authentication'];
  readonly secretPaths = [];
  validateDetails = () => [];
  async execute({ interaction, roots }: Parameters<SmsAuthenticationExecutor['execute']>[0]) {
    if (interaction === 'sms-authentication-challenge') {
      return { outcome: 'success' as const, status: 200, body: { riddle: 'What is 21 doubled?' }, store: { expected: '42' } };
    }
    const { request_body: request, interaction: row } = roots as { request_body: { answer: string }; interaction: { expected: string } };
    const isRight = request.answer === row.expected;
    return { outcome: isRight ? ('success' as const) : ('failure' as const), status: isRight ? 200 : 400, body: {} };
  }
}

const clock = new SystemClock();
const keys = [{ id: 'k1', secret: crypto.getRandomValues(new Uint8Array(32)) }];
const [digests, notices, budgets] = [new NodeDigests(keys), new memory.LocalChangeNotices(), new memory.MemoryBudgets()];
const [events, users, directory] = [new memory.MemorySecurityEventStore(), new memory.MemoryUserStore(), new memory.MemoryDirectoryStore()];
const tessera = createTessera({
  clock, timer: new SystemTimer(), randomness: new NodeRandomness(), digests, notices, budgets, events, users, directory,
  transactions: new memory.MemoryTransactionStore({ events, budgets }), documents: new memory.MemoryDocumentStore(notices),
  http: new AxiosHttpClient({ clock, digests, tokenCache: new memory.MemoryTokenCache() }), passwords: new Argon2PasswordHasher(),
  codes: new HmacCodeVault(keys), secrets: new AesGcmSecretBox(keys), schemas: new AjvRequestSchemas(),
  patterns: new Re2Patterns(), paths: new JsonPathLibraryReader(), phoneNumbers: new LibPhoneNumbers(),
  smsExecutors: new SmsAuthenticationExecutors([new RiddleExecutor()]),
});

const tenant = { ...TENANT_DEFAULTS, id: 't1', organizationId: 'o1', name: 'Example', type: 'PUBLIC' as const };
await directory.insertTenant(tenant);
await directory.insertClient({ tenantId: 't1', clientId: 'app', enabled: true, tokenEndpointAuthMethod: 'none', redirectUris: [], postLogoutRedirectUris: [], grantTypes: [], scopes: ['openid'], requirePkce: true, roles: [], version: 1 });
await users.insert({ tenantId: 't1', sub: 'u1', providerId: 'tessera', status: 'REGISTERED', preferredUsername: 'ann@example.com', phoneNumber: '+819012345678', phoneNumberVerified: true, emailVerified: false, claims: {}, customProperties: {}, roles: [], createdAt: 0, updatedAt: 0 });
await tessera.configurations.create({ tenantId: 't1', operator: 'script', dryRun: false }, {
  type: 'sms',
  metadata: { type: 'external', verification_code_param: 'answer' },
  interactions: {
    'sms-authentication-challenge': { execution: { function: 'riddle' } },
    'sms-authentication': { execution: { function: 'riddle', previous_interaction: { key: 'sms-authentication-challenge' } } },
  },
});

const caller = { ipAddress: '203.0.113.7', headers: {}, binding: { isBrowser: false, isForeignOrigin: false } };
const request = { scopes: ['openid'], acrValues: [], prompt: [], uiLocales: [], redirectUri: 'https://app.example.com/callback' };
const { transactionId } = await tessera.startAuthentication.execute({ tenantId: 't1', clientId: 'app', transactionId: 'a-random-id', request, caller });
const call = { tenantId: 't1', transactionId, caller };
const challenge = await tessera.performInteraction.execute({ ...call, interaction: 'sms-authentication-challenge', body: { phone_number: '+81-90-1234-5678' } });
const verification = await tessera.performInteraction.execute({ ...call, interaction: 'sms-authentication', body: { answer: '42' } });
const status = await tessera.readTransaction.authenticationStatus({ ...call, explain: false });
console.log(JSON.stringify({ challenge: challenge.status, verification, state: status.body['status'] }, null, 2));
