import type { JsonObject, TransactionRef, TransactionSnapshot, TransactionStore } from '@tessera/core';
import { answers, internalSms } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import type { Login } from '../support/login.js';

/** Lets the store of the engine show what `peek` says, and counts how often the state is asked for. */
function peeking(
  engine: TestEngine,
  peek: (ref: TransactionRef) => TransactionSnapshot | undefined,
): { finds: number } {
  const store: TransactionStore = engine.transactions;
  const find = store.find.bind(store);
  const counted = { finds: 0 };
  store.find = (ref, now) => {
    counted.finds += 1;
    return find(ref, now);
  };
  store.peek = peek;
  return counted;
}

/** A configuration whose challenge keeps more of the service's answer than a row may hold. */
function tooMuchToStore(): JsonObject {
  const http_request = { url: 'https://sms.example.com/send' };
  const interaction_mapping_rules = [{ from: '$.response_body', to: '*' }];
  const http_request_store = { key: 'row', interaction_mapping_rules };
  return {
    type: 'sms',
    interactions: {
      'sms-authentication-challenge': { execution: { function: 'http_request', http_request, http_request_store } },
      'sms-authentication': { execution: { function: 'http_request', http_request } },
    },
  };
}

async function sent(): Promise<{ engine: TestEngine; login: Login }> {
  const engine = await TestEngine.create();
  await engine.configure(internalSms());
  await engine.user({ preferredUsername: 'a@example.com', phoneNumber: '+819012345678' });
  const login = await engine.start();
  await login.password('a@example.com');
  return { engine, login };
}

describe('a step that was prepared over what this process saw last', () => {
  it('does not ask for the state when it is still the current one', async () => {
    const { engine, login } = await sent();
    await login.challenge();
    const current = await login.snapshot();
    const counted = peeking(engine, () => current);
    expect((await login.verify(engine.code)).status).toBe(200);
    expect(counted.finds).toBe(0);
  });

  it('is begun again over the current state when it was not: a challenge of another node is found', async () => {
    const { engine, login } = await sent();
    const stale = await login.snapshot();
    await login.challenge();
    const counted = peeking(engine, () => stale);
    expect((await login.verify(engine.code)).status).toBe(200);
    expect(counted.finds).toBe(1);
    expect(await login.counts('sms-authentication')).toEqual([1, 1, 0]);
  });

  it('spends one guess for one wrong code, however old the state was', async () => {
    const { engine, login } = await sent();
    const stale = await login.snapshot();
    await login.challenge();
    peeking(engine, () => stale);
    expect((await login.verify(engine.wrongCode)).body).toMatchObject({ attempts_remaining: 4 });
    expect((await login.verify(engine.wrongCode)).body).toMatchObject({ attempts_remaining: 3 });
  });

  it('sends one message for one challenge', async () => {
    const { engine, login } = await sent();
    const stale = { ...(await login.snapshot()), revision: 0 };
    peeking(engine, () => stale);
    expect((await login.challenge()).status).toBe(200);
    expect(engine.sms.messages).toHaveLength(1);
  });

  it('is not begun again once something was sent: a failure afterwards is one message and one call', async () => {
    const engine = await TestEngine.create();
    await engine.configure(tooMuchToStore());
    await engine.user({ preferredUsername: 'a@example.com' });
    engine.http.respond = () => answers(200, { rest: 'x'.repeat(20_000) });
    const login = await engine.start();
    await login.password('a@example.com');
    const current = await login.snapshot();
    peeking(engine, () => current);
    await expect(login.challenge()).rejects.toMatchObject({ code: 'ERR_SERVER_CONFIGURATION' });
    expect(engine.http.requests).toHaveLength(1);
    expect(await login.counts('sms-authentication-challenge')).toEqual([1, 0, 0]);
  });

  it('never takes a transaction that has ended for a living one', async () => {
    const { engine, login } = await sent();
    await login.challenge();
    const stale = await login.snapshot();
    await login.verify(engine.code);
    await login.finish();
    peeking(engine, () => stale);
    expect((await login.verify(engine.code)).status).toBe(404);
  });
});
