import { TesseraError } from '@tessera/core';
import { internalSms } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import type { Login } from '../support/login.js';

const NAME = 'a@example.com';

/** Carries out `good` more commits, one whose answer is lost, and no more until the outage is over. */
function loseAnswers({ transactions }: TestEngine, good: number): () => void {
  const update = transactions.update.bind(transactions);
  let left = good;
  transactions.update = async (...call) => {
    left -= 1;
    const result = left >= -1 ? await update(...call) : undefined;
    if (left < 0) throw new TesseraError('ERR_STORE_UNAVAILABLE', 'no answer');
    return result as never;
  };
  return () => {
    transactions.update = update;
  };
}

/** What runs in the background has had its turn. */
async function soon(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function bound(perDestinationHour: number): Promise<{ readonly engine: TestEngine; readonly login: Login }> {
  const engine = await TestEngine.create({ sendLimits: { perDestinationHour, resendCooldownSeconds: 30 } });
  await engine.configure(internalSms());
  await engine.user({ preferredUsername: NAME });
  const login = await engine.start();
  await login.password(NAME);
  return { engine, login };
}

describe('a challenge whose commit is not answered', () => {
  it('before the message went out, sends nothing and hinders nobody afterwards', async () => {
    const { engine, login } = await bound(1);
    const end = loseAnswers(engine, 0);
    await expect(login.challenge()).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    await soon();
    expect((await login.snapshot()).sends.sms?.running).toBeDefined();
    end();
    await soon();
    expect(engine.sms.messages).toEqual([]);
    expect((await login.challenge()).status).toBe(200);
    expect(engine.sms.messages).toHaveLength(1);
    expect((await login.verify(engine.code)).status).toBe(200);
  });

  it('after the message went out, leaves the code that was sent usable, if the commit was carried out', async () => {
    const { engine, login } = await bound(1);
    const end = loseAnswers(engine, 1);
    await expect(login.challenge()).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    end();
    await soon();
    expect((await login.verify(engine.code)).status).toBe(200);
  });

  it('after the message went out, keeps its units and lets the user ask again', async () => {
    const { engine, login } = await bound(2);
    const update = engine.transactions.update.bind(engine.transactions);
    let calls = 0;
    engine.transactions.update = async (...call) => {
      calls += 1;
      if (calls === 2 || calls === 3) throw new TesseraError('ERR_STORE_UNAVAILABLE', 'gone');
      return update(...call) as never;
    };
    expect((await login.challenge()).status).toBe(503);
    await soon();
    expect((await login.verify(engine.code)).body['error_description']).toBe('No verification code is pending');
    expect((await login.challenge()).body['retry_after']).toBeGreaterThan(0);
    engine.clock.advanceSeconds(30);
    expect((await login.challenge()).status).toBe(200);
    expect(engine.sms.messages).toHaveLength(2);
    engine.clock.advanceSeconds(30);
    expect((await login.challenge()).status).toBe(429);
  });

  it('is forgotten when the store stays away for longer than any send takes', async () => {
    const { engine, login } = await bound(1);
    const end = loseAnswers(engine, 0);
    await expect(login.challenge()).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    const slept = (): number => engine.timer.slept.reduce((sum, milliseconds) => sum + milliseconds, 0);
    while (slept() < 65_000) await soon();
    await soon();
    expect(slept()).toBe(65_000);
    end();
  });
});
