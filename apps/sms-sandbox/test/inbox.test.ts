import { request } from 'node:http';
import type { SandboxMessage } from '../src/index.js';
import { startSandbox, type RunningSandbox } from './sandbox-client.js';

let running: RunningSandbox;

beforeEach(async () => {
  running = await startSandbox({ maxMessages: 3 });
});

afterEach(async () => {
  await running.sandbox.close();
});

async function readMessages(): Promise<readonly SandboxMessage[]> {
  const response = await fetch(`${running.url}/messages`);
  return ((await response.json()) as { messages: SandboxMessage[] }).messages;
}

/** `fetch` does not let a caller choose the Host header. */
function statusForHost(path: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${running.url}${path}`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('inbox of the sandbox', () => {
  it('shows what was sent, with the code, to whom and when', async () => {
    const { body } = await running.post('/challenge', { phone_number: '+81-90-1234-5678', template: 'registration' });
    expect(await readMessages()).toEqual([
      {
        id: expect.any(String) as string,
        channel: 'sms',
        to: '+819012345678',
        template: 'registration',
        text: `Welcome! Your sign-up code is ${String(body['verification_code'])}. It expires in 5 minutes.`,
        sent_at: '2025-01-19T10:00:00.000Z',
      },
    ]);
    expect(running.sandbox.messages()).toEqual(await readMessages());
  });

  it('words the templates differently', async () => {
    for (const template of ['registration', 'authentication', '__proto__']) {
      await running.post('/challenge', { phone_number: '+819012345678', template });
    }
    const openings = (await readMessages()).map(({ text }) => text.replace(/ \d{6}\..*/, ''));
    expect(openings).toEqual(['Your verification code is', 'Your sign-in code is', 'Welcome! Your sign-up code is']);
  });

  it('keeps the newest messages, newest first', async () => {
    for (const digit of ['1', '3', '4', '5']) await running.post('/challenge', { phone_number: `+1202555010${digit}` });
    const destinations = (await readMessages()).map(({ to }) => to);
    expect(destinations).toEqual(['+12025550105', '+12025550104', '+12025550103']);
  });

  it('can be emptied', async () => {
    await running.post('/email-authentication-challenge', { email: 'a@example.com' });
    expect((await fetch(`${running.url}/messages`, { method: 'DELETE' })).status).toBe(204);
    expect(await readMessages()).toEqual([]);
  });

  it('serves the page and its parts under a policy without inline code', async () => {
    for (const [path, type] of [
      ['/', 'text/html'],
      ['/inbox.js', 'text/javascript'],
      ['/inbox.css', 'text/css'],
    ] as const) {
      const response = await fetch(`${running.url}${path}`);
      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get('content-type')).toContain(type);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'; script-src 'self'");
      expect(policy).not.toContain('unsafe');
    }
  });

  it('has no inline script, style or handler, and puts nothing in as markup', async () => {
    const page = await (await fetch(`${running.url}/`)).text();
    expect(page).not.toMatch(/<script(?![^>]* src=)|<style| style=| on[a-z]+=/i);
    const script = await (await fetch(`${running.url}/inbox.js`)).text();
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write/);
  });

  it('shows its messages to no other host name than its own', async () => {
    for (const path of ['/', '/messages', '/scenarios']) {
      expect(await statusForHost(path, 'attacker.example')).toBe(403);
      expect(await statusForHost(path, 'localhost:4000')).toBe(200);
      expect(await statusForHost(path, 'host.docker.internal:4000')).toBe(200);
    }
  });
});
