import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer, Tessera } from '@tessera/core';
import type { Database } from '@tessera/sql';
import { aClient, aTenant, aUser } from '@tessera/testkit';
import type { Adapters } from '../src/composition/engine.module.js';
import { generatedKeys } from '../src/development/generated-keys.js';
import { createLogger } from '../src/http/create-logger.js';
import { runServer } from '../src/run-server.js';
import type { RunningServer } from '../src/run-server.js';
import { readSettings } from '../src/settings/read-settings.js';

const SMS = {
  type: 'sms',
  interactions: {
    'sms-authentication-challenge': {
      execution: { function: 'sms_authentication_challenge', details: { sender_type: 'no_action' } },
    },
    'sms-authentication': { execution: { function: 'sms_authentication' } },
  },
};
const EVENT = 'journalEvents';

function codeIn(body: Answer['body']): string {
  const code = body['verification_code'];
  return typeof code === 'string' ? code : '';
}

/** Records what is asked of the database from now on. */
function watch(database: Database): string[] {
  const seen: string[] = [];
  for (const name of ['run', 'lookUp', 'transact', EVENT] as const) {
    const call = database[name].bind(database) as (...parameters: unknown[]) => unknown;
    Object.defineProperty(database, name, {
      value: (...parameters: unknown[]) => {
        seen.push(name);
        return call(...parameters);
      },
    });
  }
  return seen;
}

describe('what a challenge and a verification ask of the database', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tessera-statements-'));
  const tenant = aTenant({ defaultPhoneRegion: 'JP' });
  const user = aUser({ tenantId: tenant.id, phoneNumber: '+819012345678', phoneNumberVerified: true });
  const other = '+819087654321';
  let running: RunningServer;
  let adapters: Adapters;
  let tessera: Tessera;
  let statements: string[];
  let call: (interaction: string, body: Record<string, string>) => Promise<Answer>;

  beforeAll(async () => {
    const env = {
      TESSERA_PROFILE: 'development',
      TESSERA_DATA_DIR: dataDir,
      PORT: '0',
      TESSERA_SEND_LIMITS_RESEND_COOLDOWN_SECONDS: '0',
      TESSERA_SEND_LIMITS_REPEAT_WINDOW_SECONDS: '0',
      TESSERA_SEND_LIMITS_PER_DESTINATION_HOUR: '0',
      TESSERA_SEND_LIMITS_PER_DESTINATION_DAY: '0',
    };
    // Codes of a development server, without the guide that it prepares and prints.
    const settings = { ...readSettings(env, generatedKeys), profile: 'production' as const };
    running = await runServer(settings, createLogger('silent'));
    ({ adapters, tessera } = running.server);
    const { directory, users } = adapters.storage.stores;
    await directory.insertTenant(tenant);
    await directory.insertClient(aClient({ tenantId: tenant.id }));
    await users.insert(user);
    await tessera.configurations.create({ tenantId: tenant.id, operator: 'operator', dryRun: false }, SMS);
    statements = watch(adapters.storage.database);
  });

  afterAll(async () => {
    await running.stop();
    rmSync(dataDir, { recursive: true });
  });

  beforeEach(async () => {
    const transactionId = adapters.digests.sha256Hex(String(Math.random()));
    const { bindingSecret } = await tessera.startAuthentication.execute({
      tenantId: tenant.id,
      clientId: 'web-app',
      transactionId,
      request: {
        scopes: ['openid'],
        acrValues: [],
        prompt: [],
        uiLocales: [],
        redirectUri: 'https://app.example.com/',
      },
      caller: { ipAddress: '203.0.113.7' },
    });
    const binding = { ownCookie: bindingSecret, isBrowser: true, isForeignOrigin: false };
    const caller = { ipAddress: '203.0.113.7', userAgent: 'test', headers: {}, binding };
    call = (interaction, body) =>
      tessera.performInteraction.execute({ tenantId: tenant.id, transactionId, caller, interaction, body });
    // From here on the login knows whose it is.
    await pair(String(user.phoneNumber));
    statements.length = 0;
  });

  async function challenge(phoneNumber: string): Promise<Answer> {
    return call('sms-authentication-challenge', { phone_number: phoneNumber });
  }

  async function pair(phoneNumber: string): Promise<void> {
    const { status, body } = await challenge(phoneNumber);
    expect({ status, body }).toMatchObject({ status: 200 });
    expect(await call('sms-authentication', { verification_code: codeIn(body) })).toMatchObject({
      status: 200,
    });
  }

  it('is nothing but to store their events', async () => {
    await pair(String(user.phoneNumber));
    expect(statements).toEqual([EVENT, EVENT]);
  });

  it('is to read the user once more after a change, which a code that is under way already meets', async () => {
    const { body } = await challenge(String(user.phoneNumber));
    await adapters.storage.stores.users.patch(tenant.id, user.sub, { phoneNumber: other });
    statements.length = 0;
    expect(await call('sms-authentication', { verification_code: codeIn(body) })).toMatchObject({
      status: 400,
    });
    expect(statements).toEqual(['lookUp', EVENT]);
    expect(await challenge(String(user.phoneNumber))).toMatchObject({ status: 400 });
    await adapters.storage.stores.users.patch(tenant.id, user.sub, { phoneNumber: String(user.phoneNumber) });
  });

  it.each(['LOCKED', 'DISABLED'] as const)('is to see at once that the user is %s now', async (status) => {
    const { body } = await challenge(String(user.phoneNumber));
    await adapters.storage.stores.users.patch(tenant.id, user.sub, { status });
    const verified = await call('sms-authentication', { verification_code: codeIn(body) });
    await adapters.storage.stores.users.patch(tenant.id, user.sub, { status: 'REGISTERED' });
    expect(verified.status).not.toBe(200);
    await pair(String(user.phoneNumber));
  });

  it('is to see at once that the user is gone', async () => {
    const { body } = await challenge(String(user.phoneNumber));
    await adapters.storage.stores.users.remove(tenant.id, user.sub);
    const verified = await call('sms-authentication', { verification_code: codeIn(body) });
    await adapters.storage.stores.users.insert(user);
    expect(verified.status).not.toBe(200);
  });
});
