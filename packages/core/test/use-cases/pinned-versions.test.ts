import { anyOf, internalSms, MFA_POLICY } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';

const NAME = 'a@example.com';
const OWN = '+819012345678';

describe('a login under way', () => {
  async function begin(): Promise<{ engine: TestEngine; id: string; policyId: string }> {
    const engine = await TestEngine.create();
    await engine.user({ preferredUsername: NAME, phoneNumber: OWN });
    const id = await engine.configure(internalSms({ details: { retry_count_limitation: 2 } }));
    return { engine, id, policyId: await engine.policy(MFA_POLICY) };
  }

  it('keeps the configuration it began with, the next one gets the new one', async () => {
    const { engine, id } = await begin();
    const login = await engine.start();
    const changed = internalSms({ details: { retry_count_limitation: 9, code_length: 8 } });
    await engine.tessera.configurations.update(engine.call, id, changed);
    await login.challenge({ phone_number: OWN });
    expect(engine.code).toHaveLength(6);
    expect((await login.verify(engine.wrongCode)).body['attempts_remaining']).toBe(1);
    const next = await engine.start();
    await next.challenge({ phone_number: OWN });
    expect(engine.code).toHaveLength(8);
  });

  it('outlives the deletion and the disabling of its configuration', async () => {
    const { engine, id } = await begin();
    const login = await engine.start();
    await engine.tessera.configurations.update(engine.call, id, { ...internalSms(), enabled: false });
    expect((await login.challenge({ phone_number: OWN })).status).toBe(200);
    await engine.tessera.configurations.remove(engine.call, id);
    expect((await login.verify(engine.code)).status).toBe(200);
    expect((await (await engine.start()).challenge({ phone_number: OWN })).status).toBe(404);
  });

  it('keeps the policy it began with', async () => {
    const { engine, policyId } = await begin();
    const login = await engine.start();
    const policies = [anyOf(['password-authentication'])];
    await engine.tessera.policies.update(engine.call, policyId, { flow: 'oauth', policies });
    await login.password(NAME);
    expect(await login.complete()).toMatchObject({ refused: { body: { required_methods: [['sms']] } } });
    const next = await engine.start();
    await next.password(NAME);
    expect(await next.complete()).not.toHaveProperty('refused');
  });

  it('says at its start which policy was chosen, and whether by default', async () => {
    const { engine } = await begin();
    await engine.start();
    await engine.start({ scopes: ['other'] });
    const { list } = await engine.eventStore.query(engine.tenant.id, {
      types: ['authorization_started'],
      limit: 10,
      offset: 0,
    });
    const policy = 'mfa_required_for_registration_and_login';
    expect(list.map(({ detail }) => detail)).toEqual([{ policy, policy_fallback: true }, { policy }]);
  });
});

it('a tenant that keeps no events stores none', async () => {
  const engine = await TestEngine.create({ tenant: { eventPersistenceEnabled: false } });
  await engine.configure(internalSms());
  await engine.user({ preferredUsername: NAME, phoneNumber: OWN });
  const login = await engine.start();
  await login.password(NAME, 'wrong');
  await login.password(NAME);
  await login.challenge();
  await login.verify(engine.code);
  await login.finish();
  expect(await engine.eventStore.query(engine.tenant.id, { limit: 1, offset: 0 })).toEqual({ list: [], totalCount: 0 });
});
