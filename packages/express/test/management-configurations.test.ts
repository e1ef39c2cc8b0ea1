import { CONFIGURATION_ID, externalSms, smsConfiguration } from './support/documents.js';
import { operator } from './support/operators.js';
import { withApp } from './support/test-app.js';

const SYSTEM = '/v1/management/tenants/mine';

describe('lists of configurations', () => {
  const app = withApp();

  it('are paged, oldest first, disabled ones included', async () => {
    const headers = await operator(app());
    const base = `${SYSTEM}/authentication-configurations`;
    const details = { sender_type: 'recording', sender: 'no-reply@example.com' };
    const email = {
      type: 'email',
      enabled: false,
      interactions: {
        'email-authentication-challenge': { execution: { function: 'email_authentication_challenge', details } },
        'email-authentication': { execution: { function: 'email_authentication' } },
      },
    };
    expect((await app().post(base, email, headers)).status).toBe(201);
    expect((await app().post(base, smsConfiguration(), headers)).status).toBe(201);
    const types = async (query: string): Promise<unknown> => {
      const page = (await (await app().request(`${base}?${query}`, { headers })).json()) as {
        list: { type: string }[];
      };
      return { ...page, list: page.list.map(({ type }) => type) };
    };
    expect(await types('')).toEqual({ list: ['email', 'sms'], total_count: 2, limit: 20, offset: 0 });
    expect(await types('limit=1')).toEqual({ list: ['email'], total_count: 2, limit: 1, offset: 0 });
    expect(await types('limit=1&offset=1')).toEqual({ list: ['sms'], total_count: 2, limit: 1, offset: 1 });
    expect(await types('limit=1000&offset=2')).toEqual({ list: [], total_count: 2, limit: 1000, offset: 2 });
  });
});

describe('secrets in configurations', () => {
  const app = withApp();
  const base = `${SYSTEM}/authentication-configurations`;
  const PASSWORD = 'a-password-that-nobody-may-read';

  it('never come back, and stay when their mask is written back', async () => {
    const headers = { ...(await operator(app())), 'content-type': 'application/json' };
    const calls = [
      await app().post(`${base}?dry_run=true`, externalSms(PASSWORD), headers),
      await app().post(base, externalSms(PASSWORD), headers),
      await app().request(`${base}/${CONFIGURATION_ID}`, { headers }),
      await app().request(base, { headers }),
      await app().request(`${base}/${CONFIGURATION_ID}`, {
        method: 'PUT',
        headers,
        body: JSON.stringify(externalSms(`${PASSWORD}-2`)),
      }),
    ];
    for (const answer of calls) {
      const text = await answer.text();
      expect(answer.status).toBeLessThan(300);
      expect(text).not.toContain(PASSWORD);
      expect(text).toContain('"********"');
    }
    const kept = await app().request(`${base}/${CONFIGURATION_ID}`, {
      method: 'PUT',
      headers,
      body: JSON.stringify(externalSms('********')),
    });
    expect([kept.status, ((await kept.json()) as { diff: unknown }).diff]).toEqual([200, []]);
    expect(JSON.stringify(await storedDocument())).not.toContain(PASSWORD);
  });

  it('have to be entered anew when the place they go to changes', async () => {
    const headers = { ...(await operator(app())), 'content-type': 'application/json' };
    await app().post(base, externalSms(PASSWORD), headers);
    const moved = JSON.stringify(externalSms('********', 'https://evil.example.com'));
    const answer = await app().request(`${base}/${CONFIGURATION_ID}`, { method: 'PUT', headers, body: moved });
    const { violations } = (await answer.json()) as { violations: { pointer: string; message: string }[] };
    expect(answer.status).toBe(400);
    expect(violations.map(({ message }) => message)).toEqual(['secret must be entered', 'secret must be entered']);
  });

  it('are not shown by a violation', async () => {
    const headers = await operator(app());
    const document = externalSms(PASSWORD) as Record<string, unknown>;
    const answer = await app().post(base, { ...document, type: PASSWORD.length, password: PASSWORD }, headers);
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain(PASSWORD);
  });

  const storedDocument = async (): Promise<unknown> =>
    app().dependencies.documents.find('mine', 'authentication-configuration', CONFIGURATION_ID);
});
