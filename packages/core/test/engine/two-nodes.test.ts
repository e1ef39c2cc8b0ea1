import { createTessera, SendFailure, type Answer, type Tessera } from '@tessera/core';
import { internalSms } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import type { Login } from '../support/login.js';

const OWN = '+819012345678';

interface Scene {
  readonly engine: TestEngine;
  /** Another node over the same stores. */
  readonly other: Tessera;
  readonly login: Login;
}

async function twoNodes(): Promise<Scene> {
  const engine = await TestEngine.create({ sendLimits: { resendCooldownSeconds: 30 } });
  await engine.configure(internalSms());
  await engine.user({ phoneNumber: OWN });
  return { engine, other: createTessera(engine.tessera.dependencies), login: await engine.start() };
}

const onOther = ({ other, login }: Scene): Promise<Answer> =>
  other.performInteraction.execute({
    ...login.transaction,
    caller: login.caller,
    interaction: 'sms-authentication-challenge',
    body: { phone_number: OWN },
  });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Holds the sender until the test lets it go. */
function holdSender(engine: TestEngine): (failure?: SendFailure) => void {
  const send = engine.sms.send.bind(engine.sms);
  let release = (_failure?: SendFailure): void => undefined;
  engine.sms.send = (message) =>
    new Promise((resolve, reject) => {
      release = (failure) => (failure ? reject(failure) : resolve(send(message)));
    });
  return (failure) => release(failure);
}

describe('a double click that reaches two nodes', () => {
  it('is one message and one answer', async () => {
    const scene = await twoNodes();
    const release = holdSender(scene.engine);
    const first = scene.login.challenge({ phone_number: OWN });
    await turn();
    const second = onOther(scene);
    await turn();
    release();
    expect(await second).toEqual(await first);
    expect(scene.engine.sms.messages).toHaveLength(1);
    expect(await scene.login.trail()).toEqual(['sms_verification_challenge_success']);
    expect((await scene.login.snapshot()).sends.sms?.count).toBe(1);
  });

  it('shares a failure too', async () => {
    const scene = await twoNodes();
    const release = holdSender(scene.engine);
    const first = scene.login.challenge({ phone_number: OWN });
    await turn();
    const second = onOther(scene);
    await turn();
    release(new SendFailure('rejected', 'no'));
    expect(await second).toEqual(await first);
    expect((await first).status).toBe(502);
  });

  it('does not wait for ever for a node that died', async () => {
    const scene = await twoNodes();
    holdSender(scene.engine);
    void scene.login.challenge({ phone_number: OWN });
    await turn();
    const startedAt = scene.engine.clock.now();
    expect((await onOther(scene)).status).toBe(503);
    expect(scene.engine.clock.now() - startedAt).toBeLessThanOrEqual(65_000);
  });
});

it('a configuration that one node changes is in force on the other', async () => {
  const scene = await twoNodes();
  const [{ id }] = (await scene.other.configurations.list(scene.engine.tenant.id, { limit: 1, offset: 0 }))
    .list as unknown as [{ id: string }];
  const document = internalSms({ details: { code_length: 8 } });
  await scene.other.configurations.update(scene.engine.call, id, document);
  const next = await scene.engine.start();
  await next.challenge({ phone_number: OWN });
  expect(scene.engine.code).toHaveLength(8);
});
