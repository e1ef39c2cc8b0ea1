import { internalSms } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import type { Login } from '../support/login.js';

const OWN = '+819012345678';
const HOUR = 3600;
const YEAR = 365 * 24 * HOUR;
/** Forwards and backwards, from less than a code lives to more than anything lives. */
const JUMPS = [-YEAR, -HOUR, -60, 60, HOUR, YEAR] as const;
const BACKWARDS = JUMPS.filter((seconds) => seconds < 0);
const FORWARDS = JUMPS.filter((seconds) => seconds >= HOUR);

async function withCode(options: Parameters<typeof TestEngine.create>[0] = {}): Promise<[TestEngine, Login]> {
  const engine = await TestEngine.create(options);
  await engine.configure(internalSms());
  await engine.user({ phoneNumber: OWN });
  const login = await engine.start();
  expect((await login.challenge({ phone_number: OWN })).status).toBe(200);
  return [engine, login];
}

describe('a clock that jumps', () => {
  it.each(JUMPS)('by %d seconds between guesses refills no guess', async (seconds) => {
    const [engine, login] = await withCode();
    const { code } = engine;
    for (let guess = 0; guess < 12; guess += 1) {
      await login.verify(engine.wrongCode);
      engine.clock.advanceSeconds(guess % 2 === 0 ? seconds : -seconds);
    }
    // However often the clock went to and fro, five were compared at most, and the right one comes too late.
    const compared = (await login.trail()).filter((entry) => entry.endsWith(':wrong_code'));
    expect(compared).toHaveLength(5);
    expect((await login.verify(code)).status).not.toBe(200);
  });

  it.each(FORWARDS)('forwards by %d seconds ends code and transaction', async (seconds) => {
    const [engine, login] = await withCode();
    engine.clock.advanceSeconds(seconds);
    expect((await login.verify(engine.code)).status).not.toBe(200);
    expect('refused' in (await login.complete())).toBe(true);
  });

  it.each(BACKWARDS)('backwards by %d seconds makes no used code work again', async (seconds) => {
    const [engine, login] = await withCode();
    const { code } = engine;
    expect((await login.verify(code)).status).toBe(200);
    engine.clock.advanceSeconds(seconds);
    expect((await login.verify(code)).status).not.toBe(200);
    expect((await login.finish()).login.sub).toBeDefined();
    expect('refused' in (await login.complete())).toBe(true);
  });

  it.each(BACKWARDS)(
    'backwards by %d seconds lets a code end when the clock is where it should have ended',
    async (seconds) => {
      const [engine, login] = await withCode();
      engine.clock.advanceSeconds(seconds);
      engine.clock.advanceSeconds(300 - seconds);
      expect((await login.verify(engine.code)).status).not.toBe(200);
    },
  );

  it.each(BACKWARDS)('backwards by %d seconds gives no further message to a number', async (seconds) => {
    const [engine] = await withCode({ sendLimits: { perDestinationHour: 3, perTransaction: 0 } });
    const send = async (): Promise<number> => {
      const login = await engine.start();
      return (await login.challenge({ phone_number: OWN })).status;
    };
    expect([await send(), await send(), await send()]).toEqual([200, 200, 429]);
    engine.clock.advanceSeconds(seconds);
    expect([await send(), await send()]).toEqual([429, 429]);
    expect(engine.sms.messages).toHaveLength(3);
  });

  it.each(FORWARDS)(
    'forwards by %d seconds and back gives one further portion of messages, not more',
    async (seconds) => {
      const [engine] = await withCode({
        sendLimits: { perDestinationHour: 3, perDestinationDay: 0, perTransaction: 0 },
      });
      for (let round = 0; round < 4; round += 1) {
        for (let message = 0; message < 5; message += 1) await (await engine.start()).challenge({ phone_number: OWN });
        engine.clock.advanceSeconds(round % 2 === 0 ? seconds : -seconds);
      }
      expect(engine.sms.messages).toHaveLength(6);
    },
  );

  it.each(BACKWARDS)('backwards by %d seconds gives no further guess at a password', async (seconds) => {
    const engine = await TestEngine.create();
    const user = await engine.user();
    const login = await engine.start();
    const attempt = async (): Promise<number> => (await login.password(user.preferredUsername, 'wrong')).status;
    for (let failure = 0; failure < 5; failure += 1) await attempt();
    const checked = engine.hasher.verified.length;
    engine.clock.advanceSeconds(seconds);
    expect((await login.password(user.preferredUsername)).status).not.toBe(200);
    expect(engine.hasher.verified).toHaveLength(checked);
  });
});
