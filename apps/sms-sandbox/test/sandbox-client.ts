import { createSmsSandbox, type SmsSandbox, type SmsSandboxOptions } from '../src/index.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** A sandbox on a free port, a clock that stands still until told, and waits that are noted instead of waited. */
export interface RunningSandbox {
  readonly sandbox: SmsSandbox;
  readonly url: string;
  readonly waits: number[];
  advance(seconds: number): void;
  token(): Promise<string>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export async function startSandbox(options: SmsSandboxOptions = {}): Promise<RunningSandbox> {
  let now = Date.parse('2025-01-19T10:00:00Z');
  const waits: number[] = [];
  const delay = (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    return Promise.resolve();
  };
  const sandbox = createSmsSandbox({ clock: { now: () => now }, delay, environment: {}, ...options });
  const { url } = await sandbox.listen(0);
  const token = async (): Promise<string> => {
    const response = await fetch(`${url}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', client_id: 'c', username: 'u', password: 'p' }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  };
  const bearer = await token();
  return {
    sandbox,
    url,
    waits,
    advance: (seconds) => {
      now += seconds * 1000;
    },
    token,
    post: async (path, body, headers = {}) => {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return {
        status: response.status,
        headers: response.headers,
        body: (await response.json()) as Record<string, unknown>,
      };
    },
  };
}

/** Another six digits than `code`. */
export function otherThan(code: unknown): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}
