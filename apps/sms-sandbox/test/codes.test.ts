import { otherThan, startSandbox, type Answer, type RunningSandbox } from './sandbox-client.js';

const INVALID = { error: 'invalid_grant', error_description: 'Verification code is invalid or expired' };
const PHONE = '+81-90-1234-5678';
let running: RunningSandbox;

beforeEach(async () => {
  running = await startSandbox();
});

afterEach(async () => {
  await running.sandbox.close();
});

async function challenge(phoneNumber = PHONE): Promise<{ transaction_id: string; verification_code: string }> {
  const { body } = await running.post('/sms-authentication-challenge', { phone_number: phoneNumber });
  return body as { transaction_id: string; verification_code: string };
}

async function verify(proof: object, path = '/sms-authentication'): Promise<Answer> {
  return running.post(path, proof);
}

describe('codes of the sandbox', () => {
  it('answers a challenge with a transaction id and six digits', async () => {
    const { status, body } = await running.post('/sms-authentication-challenge', {
      phone_number: PHONE,
      template: 'registration',
    });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['transaction_id', 'verification_code']);
    expect(body['verification_code']).toMatch(/^\d{6}$/);
  });

  it('makes another code each time', async () => {
    const codes = new Set<string>();
    for (let index = 0; index < 20; index += 1) codes.add((await challenge()).verification_code);
    expect(codes.size).toBeGreaterThan(10);
  });

  it('accepts the right code once', async () => {
    const proof = await challenge();
    expect(await verify(proof)).toMatchObject({ status: 200, body: { status: 'success' } });
    expect(await verify(proof)).toMatchObject({ status: 400, body: INVALID });
  });

  it('lets one of ten parallel right codes win', async () => {
    const proof = await challenge();
    const answers = await Promise.all(Array.from({ length: 10 }, () => verify(proof)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('refuses a wrong code, and the right one after five wrong ones', async () => {
    const proof = await challenge();
    for (let index = 0; index < 5; index += 1) {
      const answer = await verify({ ...proof, verification_code: otherThan(proof.verification_code) });
      expect(answer).toMatchObject({ status: 400, body: INVALID });
    }
    expect(await verify(proof)).toMatchObject({ status: 400, body: INVALID });
  });

  it('accepts the right code as the fifth guess', async () => {
    const proof = await challenge();
    for (let index = 0; index < 4; index += 1) {
      await verify({ ...proof, verification_code: otherThan(proof.verification_code) });
    }
    expect((await verify(proof)).status).toBe(200);
  });

  it('accepts a code in its last second and refuses it at its end', async () => {
    const early = await challenge();
    running.advance(299);
    expect((await verify(early)).status).toBe(200);
    const late = await challenge();
    running.advance(300);
    expect(await verify(late)).toMatchObject({ status: 400, body: INVALID });
  });

  it('voids the older code when the same number asks again, however it is spelt', async () => {
    const older = await challenge(PHONE);
    const newer = await challenge('+819012345678');
    expect((await verify(older)).status).toBe(400);
    expect((await verify(newer)).status).toBe(200);
  });

  it('keeps the codes of different numbers apart', async () => {
    const first = await challenge('+81-90-1234-5678');
    const second = await challenge('+81-90-1234-5679');
    expect((await verify(first)).status).toBe(200);
    expect((await verify(second)).status).toBe(200);
  });

  it('does the same for e-mail, and does not take a code of the other channel', async () => {
    const { body } = await running.post('/email-authentication-challenge', { email: 'New-User@example.com' });
    expect((await verify(body)).status).toBe(400);
    expect(await verify(body, '/email-authentication')).toMatchObject({ status: 200, body: { status: 'success' } });
  });

  it('answers under the short names too', async () => {
    const { body } = await running.post('/challenge', { phone_number: PHONE });
    expect((await verify(body, '/verify')).status).toBe(200);
  });

  it.each([
    ['an unknown transaction', { transaction_id: 'unknown', verification_code: '123456' }],
    ['no transaction', { verification_code: '123456' }],
    ['a code that is not a string', { transaction_id: 'unknown', verification_code: 123456 }],
  ])('answers %s like a wrong code', async (_name, proof) => {
    expect(await verify(proof)).toMatchObject({ status: 400, body: INVALID });
  });

  it('lets the oldest code make room when it is full', async () => {
    await running.sandbox.close();
    running = await startSandbox({ maxVerifications: 2 });
    const proofs = [await challenge('+12025550101'), await challenge('+12025550103'), await challenge('+12025550104')];
    const statuses = await Promise.all(proofs.map(async (proof) => (await verify(proof)).status));
    expect(statuses).toEqual([400, 200, 200]);
  });
});
