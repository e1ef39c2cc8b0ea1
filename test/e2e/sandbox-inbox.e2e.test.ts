import type { Browser } from 'playwright-core';
import { createSmsSandbox } from '@tessera/sms-sandbox';
import { BROWSER_TIMEOUT, describeInBrowser, launchBrowser, visit } from '../support/browser.js';

const HOSTILE = '<script>globalThis.isTaken = true</script><img src="x" onerror="globalThis.isTaken = true">';

describeInBrowser('the inbox of the SMS sandbox', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  }, BROWSER_TIMEOUT);

  afterAll(async () => {
    await browser.close();
  });

  it(
    'shows messages as text, whatever they contain',
    async () => {
      const sandbox = createSmsSandbox({ environment: {} });
      const { url } = await sandbox.listen(0);
      const { page, context, complaints } = await visit(browser);
      const message = { id: '1', channel: 'email', to: HOSTILE, text: HOSTILE, sent_at: '2025-01-19T10:00:00.000Z' };
      await page.route('**/messages', (route) => route.fulfill({ json: { messages: [message] } }));
      await page.goto(url);
      const bubble = page.locator('#messages .bubble');
      await bubble.waitFor();

      expect(await bubble.textContent()).toBe(HOSTILE);
      expect(await page.evaluate('globalThis.isTaken')).toBeUndefined();
      expect(complaints).toEqual([]);
      await context.close();
      await sandbox.close();
    },
    BROWSER_TIMEOUT,
  );

  it(
    'shows what was sent, and forgets it on request',
    async () => {
      const sandbox = createSmsSandbox({ environment: {} });
      const { url } = await sandbox.listen(0);
      await send(url, '+81-90-1234-5678');
      const { page, context, complaints } = await visit(browser);
      await page.goto(url);
      const messages = page.locator('#messages li');
      await messages.waitFor();
      const text = await messages.innerText();
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.getByText('No messages yet.').waitFor();

      expect(text).toContain(sandbox.messages()[0]?.text ?? 'Your sign-in code is');
      expect(sandbox.messages()).toEqual([]);
      expect(complaints).toEqual([]);
      await context.close();
      await sandbox.close();
    },
    BROWSER_TIMEOUT,
  );
});

async function send(url: string, phoneNumber: string): Promise<void> {
  const credentials = { grant_type: 'password', client_id: 'a', username: 'b', password: 'c' };
  const answer = await fetch(`${url}/token`, { method: 'POST', body: new URLSearchParams(credentials) });
  const { access_token: token } = (await answer.json()) as { readonly access_token: string };
  await fetch(`${url}/sms-authentication-challenge`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ phone_number: phoneNumber }),
  });
}
