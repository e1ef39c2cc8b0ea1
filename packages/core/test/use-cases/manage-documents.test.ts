import type { JsonObject } from '@tessera/core';
import { GUIDE_EXTERNAL } from '../fixtures/authentication-configurations.js';
import { internalSms, MFA_POLICY } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';

type Editable = { interactions: Record<string, { execution: { http_request: Record<string, JsonObject> } }> };

const SECRET = 'password-of-the-service';
/** The guide's configuration with a secret of its own. */
const document = (secret = SECRET): JsonObject => {
  const copy = structuredClone(GUIDE_EXTERNAL) as unknown as Editable;
  for (const { execution } of Object.values(copy.interactions)) {
    const { oauth_authorization: oauth } = execution.http_request;
    if (oauth) execution.http_request['oauth_authorization'] = { ...oauth, password: secret };
  }
  return copy;
};
const ID = '0f12803e-37b6-437e-8ca9-5822bd852b74';

async function created(): Promise<TestEngine> {
  const engine = await TestEngine.create();
  await engine.configure(document());
  return engine;
}

/** The password that a challenge is sent with. */
async function passwordInUse(engine: TestEngine): Promise<unknown> {
  await (await engine.start()).challenge({ phone_number: '+819012345678' });
  const authentication = engine.http.requests.at(-1)?.authentication;
  return authentication?.type === 'oauth2' ? authentication.oauth.password : undefined;
}

describe('creating a configuration', () => {
  it('echoes every field, fills in what is missing, and masks secrets', async () => {
    const engine = await TestEngine.create();
    const { id, result, version } = await engine.tessera.configurations.create(engine.call, document());
    expect({ id, version }).toEqual({ id: ID, version: 1 });
    expect(result).toEqual({ ...document('********'), enabled: true });
  });

  it('stores secrets sealed, and uses them in clear', async () => {
    const engine = await created();
    await engine.user({ phoneNumber: '+819012345678' });
    const { documents } = engine.tessera.dependencies;
    const stored = await documents.find(engine.tenant.id, 'authentication-configuration', ID);
    expect(JSON.stringify(stored)).not.toContain(SECRET);
    expect(await passwordInUse(engine)).toBe(SECRET);
  });

  it('refuses a second one of the type, and a second use of the id, naming what is in the way', async () => {
    const engine = await created();
    for (const dryRun of [false, true]) {
      const call = { ...engine.call, dryRun };
      await expect(engine.tessera.configurations.create(call, internalSms())).rejects.toMatchObject({
        code: 'ERR_CONFLICT',
        message: "A configuration of type 'sms' already exists",
        conflictingId: ID,
      });
      const sameId = { id: ID, type: 'password', interactions: { 'password-authentication': {} } };
      await expect(engine.tessera.configurations.create(call, sameId)).rejects.toMatchObject({
        code: 'ERR_CONFLICT',
        message: 'An object with this id already exists',
        conflictingId: ID,
      });
    }
  });

  it('lets one of any number of parallel calls have the type', async () => {
    const engine = await TestEngine.create();
    const tries = Array.from({ length: 16 }, () => engine.tessera.configurations.create(engine.call, internalSms()));
    const settled = await Promise.allSettled(tries);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('on a dry run checks everything and stores nothing', async () => {
    const engine = await TestEngine.create();
    const call = { ...engine.call, dryRun: true };
    const { version, result } = await engine.tessera.configurations.create(call, document());
    expect({ version, id: result['id'] }).toEqual({ version: 1, id: ID });
    await expect(engine.tessera.configurations.get(engine.tenant.id, ID)).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    });
    await expect(engine.tessera.configurations.create(call, { type: 'sms' })).rejects.toMatchObject({
      code: 'ERR_INVALID_DOCUMENT',
    });
  });

  it.each([null, [], 'text', 1])('refuses %j, which is no object', async (posted) => {
    const engine = await TestEngine.create();
    await expect(engine.tessera.configurations.create(engine.call, posted)).rejects.toMatchObject({
      code: 'ERR_INVALID_DOCUMENT',
    });
  });
});

describe('updating a configuration', () => {
  it('keeps a secret that comes back masked', async () => {
    const engine = await created();
    await engine.user({ phoneNumber: '+819012345678' });
    const { result } = await engine.tessera.configurations.get(engine.tenant.id, ID);
    const update = await engine.tessera.configurations.update(engine.call, ID, result);
    expect(update).toMatchObject({ version: 2, diff: [], result });
    expect(await passwordInUse(engine)).toBe(SECRET);
  });

  it('does not give a kept secret to another host', async () => {
    const engine = await created();
    const moved = JSON.parse(
      JSON.stringify(document('********')).replaceAll('host.docker.internal', 'attacker.example'),
    ) as JsonObject;
    await expect(engine.tessera.configurations.update(engine.call, ID, moved)).rejects.toMatchObject({
      code: 'ERR_INVALID_DOCUMENT',
      violations: expect.arrayContaining([expect.objectContaining({ message: 'secret must be entered' })]) as object,
    });
  });

  it('tells what changed, and nothing of a secret', async () => {
    const engine = await created();
    const changed = { ...document('another-secret'), enabled: false };
    const update = await engine.tessera.configurations.update(engine.call, ID, changed);
    const secret = { before: '********', after: '********', secret_changed: true };
    const places = ['sms-authentication-challenge', 'sms-authentication'].map(
      (name) => `/interactions/${name}/execution/http_request/oauth_authorization/password`,
    );
    expect(update.diff).toEqual([
      { pointer: '/enabled', before: true, after: false },
      ...places.map((pointer) => ({ pointer, ...secret })),
    ]);
    expect(JSON.stringify(update)).not.toMatch(/another-secret|password-of/);
  });

  it('keeps what is omitted of the envelope, and never changes type or id', async () => {
    const engine = await created();
    await engine.tessera.configurations.update(engine.call, ID, { ...document('********'), enabled: false });
    const { type: _type, id: _id, ...rest } = document('********');
    const { result } = await engine.tessera.configurations.update(engine.call, ID, rest);
    expect(result).toMatchObject({ id: ID, type: 'sms', enabled: false });
    for (const change of [{ type: 'email' }, { id: '5a0d2f6e-8a55-4d0c-9d0f-6f7b6f0d9c11' }]) {
      await expect(
        engine.tessera.configurations.update(engine.call, ID, { ...document('********'), ...change }),
      ).rejects.toMatchObject({ code: 'ERR_INVALID_DOCUMENT' });
    }
  });

  it('is refused for a version that is not the living one', async () => {
    const engine = await created();
    const stale = { ...engine.call, expectedVersion: 1 };
    await engine.tessera.configurations.update(stale, ID, document());
    for (const dryRun of [false, true]) {
      await expect(engine.tessera.configurations.update({ ...stale, dryRun }, ID, document())).rejects.toMatchObject({
        code: 'ERR_PRECONDITION_FAILED',
      });
    }
    await expect(engine.tessera.configurations.remove(stale, ID)).rejects.toMatchObject({
      code: 'ERR_PRECONDITION_FAILED',
    });
  });

  it('on a dry run tells the same and stores nothing', async () => {
    const engine = await created();
    const dry = { ...engine.call, dryRun: true };
    const update = await engine.tessera.configurations.update(dry, ID, { ...document(), enabled: false });
    expect(update).toMatchObject({ version: 2, diff: [{ pointer: '/enabled' }] });
    expect(await engine.tessera.configurations.get(engine.tenant.id, ID)).toMatchObject({
      version: 1,
      result: { enabled: true },
    });
  });

  it.each(['not-a-uuid', '5a0d2f6e-8a55-4d0c-9d0f-6f7b6f0d9c11'])(
    'finds no %s, nor one of another tenant',
    async (id) => {
      const engine = await created();
      const other = { ...engine.call, tenantId: 'another' };
      const { configurations } = engine.tessera;
      for (const call of [configurations.update(engine.call, id, document()), configurations.remove(other, ID)])
        await expect(call).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' });
    },
  );
});

describe('removing a configuration', () => {
  it('frees its type, warns when a policy still names it, and on a dry run only warns', async () => {
    const engine = await created();
    await engine.policy(MFA_POLICY);
    const dry = await engine.tessera.configurations.remove({ ...engine.call, dryRun: true }, ID);
    expect(dry.warnings.map(({ code }) => code)).toEqual(['configuration_in_use']);
    expect(await engine.tessera.configurations.remove(engine.call, ID)).toEqual(dry);
    await expect(engine.tessera.configurations.get(engine.tenant.id, ID)).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    });
    expect(await engine.configure(internalSms())).not.toBe(ID);
  });
});
