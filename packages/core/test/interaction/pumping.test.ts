import type { Answer, SendLimits } from '@tessera/core';
import { internalSms } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';

/** Different users with different numbers of one country; each login asks for one message. */
async function sends(
  engine: TestEngine,
  count: number,
  numberOf: (index: number) => string,
  verify: (index: number) => boolean = () => false,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let index = 0; index < count; index += 1) {
    const username = `${numberOf(index)}@example.com`;
    await engine.user({
      sub: numberOf(index),
      preferredUsername: username,
      email: username,
      phoneNumber: numberOf(index),
    });
    const login = await engine.start();
    login.ipAddress = `198.51.100.${index}`;
    await login.password(username);
    answers.push(await login.challenge());
    if (verify(index)) await login.verify(engine.code);
  }
  return answers;
}

const japanese = (index: number): string => `+8190123450${String(index).padStart(2, '0')}`;
const french = (index: number): string => `+336123450${String(index).padStart(2, '0')}`;

async function engineWith(sendLimits: Partial<SendLimits>): Promise<TestEngine> {
  const engine = await TestEngine.create({ sendLimits });
  await engine.configure(internalSms());
  return engine;
}

async function suspicions(engine: TestEngine): Promise<readonly unknown[]> {
  const { list } = await engine.eventStore.query(engine.tenant.id, {
    types: ['sms_pumping_suspected'],
    limit: 100,
    offset: 0,
  });
  return list.map(({ detail }) => detail);
}

describe('the velocity per calling code', () => {
  it('refuses further messages to the same calling code, whoever asks, and leaves others alone', async () => {
    const engine = await engineWith({ perCallingCodeHour: 3 });
    const statuses = (await sends(engine, 4, japanese)).map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect((await sends(engine, 1, french)).map(({ status }) => status)).toEqual([200]);
    expect(engine.sms.messages).toHaveLength(4);
  });

  it('says when to come back, and names the limit in the event', async () => {
    const engine = await engineWith({ perCallingCodeHour: 1 });
    const [, refused] = await sends(engine, 2, japanese);
    expect(refused).toMatchObject({
      status: 429,
      retryAfterSeconds: 3600,
      body: { error: 'too_many_requests', retry_after: 3600 },
    });
    const { list } = await engine.eventStore.query(engine.tenant.id, {
      types: ['sms_verification_challenge_blocked'],
      limit: 10,
      offset: 0,
    });
    expect(list.map(({ detail }) => detail.reason)).toEqual(['calling_code_limit']);
  });
});

describe('what is sent against what is verified', () => {
  const DETECTOR = { conversionMinimumSent: 5, conversionMinimumPercent: 40 };

  it('records once that a country is sent codes that nobody enters', async () => {
    const engine = await engineWith({ ...DETECTOR, conversionAction: 'record' });
    const statuses = (await sends(engine, 8, japanese)).map(({ status }) => status);
    expect(statuses).toEqual(Array(8).fill(200));
    expect(await suspicions(engine)).toEqual([{ reason: 'low_conversion', country: 'JP' }]);
  });

  it('asks for no counter on its own, whether the message is recorded before it is out or afterwards', async () => {
    for (const isImmediate of [false, true]) {
      const engine = await engineWith({ ...DETECTOR, conversionAction: 'record' });
      engine.sms.isImmediate = isImmediate;
      const reads: (readonly string[])[] = [];
      const read = engine.budgets.read.bind(engine.budgets);
      engine.budgets.read = async (tenantId, keys, now) => {
        reads.push(keys);
        return read(tenantId, keys, now);
      };
      await sends(engine, 5, japanese);
      expect(await suspicions(engine)).toEqual([{ reason: 'low_conversion', country: 'JP' }]);
      expect(reads.flat().filter((key) => key.startsWith('stats:'))).toEqual([]);
    }
  });

  it('counts a message also when its login ends before it is out', async () => {
    const engine = await engineWith({ ...DETECTOR, conversionAction: 'record', conversionMinimumSent: 1 });
    const deliver = engine.sms.send.bind(engine.sms);
    engine.sms.send = async (message) => {
      await deliver(message);
      const [ended] = await engine.transactions.list(engine.tenant.id, engine.clock.now());
      if (ended) await engine.transactions.update(ended, engine.clock.now(), () => ({ next: undefined, result: 0 }));
    };
    expect((await sends(engine, 1, japanese)).map(({ status }) => status)).toEqual([404]);
    expect(await suspicions(engine)).toEqual([{ reason: 'low_conversion', country: 'JP' }]);
  });

  it('keeps quiet while enough codes are verified', async () => {
    const engine = await engineWith({ ...DETECTOR, conversionAction: 'block' });
    const answers = await sends(engine, 8, japanese, (index) => index % 2 === 0);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(await suspicions(engine)).toEqual([]);
  });

  it('blocks that country for an hour if told so, and no other', async () => {
    const engine = await engineWith({ ...DETECTOR, conversionAction: 'block' });
    const statuses = (await sends(engine, 7, japanese)).map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect((await sends(engine, 1, french)).map(({ status }) => status)).toEqual([200]);
    engine.clock.advance(3_600_000);
    expect((await sends(engine, 1, (index) => japanese(index + 50))).map(({ status }) => status)).toEqual([200]);
  });

  it('counts nothing when it is off', async () => {
    const engine = await engineWith({ ...DETECTOR, conversionAction: 'off' });
    await sends(engine, 8, japanese);
    expect(await suspicions(engine)).toEqual([]);
  });

  it('does not count destinations that nothing is sent to', async () => {
    const engine = await engineWith({ ...DETECTOR, conversionAction: 'block', perIpHour: 0 });
    for (let index = 0; index < 8; index += 1) {
      expect((await (await engine.start()).challenge({ phone_number: japanese(index) })).status).toBe(200);
    }
    expect(await suspicions(engine)).toEqual([]);
    expect(engine.sms.messages).toEqual([]);
  });
});
