import { readFile } from 'node:fs/promises';
import { SCENARIOS } from '../src/index.js';
import { startSandbox, type Answer, type RunningSandbox } from './sandbox-client.js';

let running: RunningSandbox;

beforeEach(async () => {
  running = await startSandbox();
});

afterEach(async () => {
  await running.sandbox.close();
});

async function challenge(channel: 'sms' | 'email', destination: string): Promise<Answer> {
  const field = channel === 'sms' ? 'phone_number' : 'email';
  return running.post(`/${channel}-authentication-challenge`, { [field]: destination });
}

/** The number and the mailbox that README.md promises for each fate. */
const FATES = (suffix: string, mailbox: string): readonly (readonly ['sms' | 'email', string])[] => [
  ['sms', `+1 202 555 ${suffix}`],
  ['sms', `+81-90-1555-${suffix}`],
  ['email', `${mailbox}@example.org`],
];

describe('destinations with a fate', () => {
  it.each([
    ['0150', 'challenge-500', 500, 'server_error'],
    ['0142', 'challenge-429', 429, 'too_many_requests'],
    ['0140', 'challenge-400', 400, 'invalid_request'],
  ])('answers the challenge of %s and %s with %i', async (suffix, mailbox, status, error) => {
    for (const [channel, destination] of FATES(suffix, mailbox)) {
      expect(await challenge(channel, destination)).toMatchObject({ status, body: { error } });
    }
    expect(running.sandbox.messages()).toEqual([]);
  });

  it.each([
    ['0160', 'verification-500', 500, 'server_error'],
    ['0162', 'verification-429', 429, 'too_many_requests'],
  ])('sends to %s and %s, then answers the verification with %i', async (suffix, mailbox, status, error) => {
    for (const [channel, destination] of FATES(suffix, mailbox)) {
      const sent = await challenge(channel, destination);
      expect(sent.status).toBe(200);
      const answer = await running.post(`/${channel}-authentication`, sent.body);
      expect(answer).toMatchObject({ status, body: { error } });
    }
  });

  it('says when to come back with 429', async () => {
    expect((await challenge('sms', '+12025550142')).headers.get('retry-after')).toBe('30');
  });

  it('waits two seconds before it answers a slow destination, and answers well', async () => {
    const slowToSend = await challenge('sms', '+12025550102');
    expect([slowToSend.status, running.waits]).toEqual([200, [2000]]);
    const slowToCheck = await challenge('email', 'verification-slow@example.com');
    expect(running.waits).toEqual([2000]);
    expect((await running.post('/email-authentication', slowToCheck.body)).status).toBe(200);
    expect(running.waits).toEqual([2000, 2000]);
  });

  it('leaves silent destinations without an answer until it closes', async () => {
    const sent = await challenge('sms', '+12025550189');
    const outcomes = Promise.allSettled([
      challenge('sms', '+12025550199'),
      running.post('/sms-authentication', sent.body),
    ]);
    const first = await Promise.race([outcomes, challenge('sms', '+819012345678')]);
    expect(first).toMatchObject({ status: 200 });
    await running.sandbox.close();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('documents every fate in the README and on the page', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const page = (await (await fetch(`${running.url}/scenarios`)).json()) as { scenarios: unknown[] };
    expect(page.scenarios).toHaveLength(SCENARIOS.length);
    for (const { ending, mailbox, step, description, ...rest } of SCENARIOS) {
      const number = `+1 202 ${ending.slice(0, 3)} ${ending.slice(3)}`;
      expect(readme).toContain(`| \`${number}\` | \`${mailbox}@…\` | ${step} | ${description} |`);
      expect(page.scenarios).toContainEqual({ ending, mailbox, step, description });
      expect(Object.keys(rest)).toEqual(['behaviour']);
    }
  });
});
