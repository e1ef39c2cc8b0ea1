import { TENANT_DEFAULTS } from '@tessera/core';
import { TestEngine } from '../support/engine.js';

const { passwordPolicy } = TENANT_DEFAULTS;
const GIVEN = { email: 'a@example.com', phone_number: '+819012345678', preferred_username: 'newbie' };
const PASSWORD = 'Test1234!';

describe('a registration that nobody configured', () => {
  it.each([
    ['EMAIL', 'email'],
    ['PHONE', 'phone_number'],
    ['USERNAME', 'preferred_username'],
  ] as const)('demands the unique key of the tenant and no other: %s', async (identityUniqueKeyType, claim) => {
    const engine = await TestEngine.create({ tenant: { identityUniqueKeyType } });
    const login = await engine.start();
    const { [claim]: key, ...others } = GIVEN;
    expect(await login.call('initial-registration', { ...others, password: PASSWORD })).toMatchObject({
      status: 400,
      body: { error_messages: [expect.stringContaining(`must have required property '${claim}'`)] },
    });
    expect((await login.call('initial-registration', { [claim]: key, password: PASSWORD })).status).toBe(200);
  });

  it('takes passwords as long as the policy of the tenant admits, and so does the sign-in', async () => {
    const engine = await TestEngine.create({ tenant: { passwordPolicy: { ...passwordPolicy, maxLength: 256 } } });
    const login = await engine.start();
    const { email } = GIVEN;
    const refused = await login.call('initial-registration', { email, password: 'x'.repeat(257) });
    expect(refused.body).toMatchObject({ error_description: 'Password does not meet the password policy' });
    const password = 'x'.repeat(256);
    expect((await login.call('initial-registration', { email, password })).status).toBe(200);
    expect((await login.password(email, password)).status).toBe(200);
  });
});

describe('wrong passwords', () => {
  it('lock a name out after so many, and only for so long, as the tenant says', async () => {
    const policy = { ...passwordPolicy, maxAttempts: 2, lockoutDurationSeconds: 60 };
    const engine = await TestEngine.create({ tenant: { passwordPolicy: policy } });
    await engine.user({ preferredUsername: GIVEN.email });
    const login = await engine.start();
    for (let attempt = 0; attempt < 2; attempt += 1)
      expect((await login.password(GIVEN.email, 'wrong')).body['error']).toBe('invalid_credentials');
    expect((await login.password(GIVEN.email, PASSWORD)).body).toMatchObject({
      error: 'too_many_attempts',
      retry_after: 60,
    });
    engine.clock.advance(60_000);
    expect((await login.password(GIVEN.email, PASSWORD)).status).toBe(200);
  });
});
