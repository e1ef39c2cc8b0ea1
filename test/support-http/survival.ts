import { GUIDE } from '@tessera/server';
import type { OpenServer } from './open-server.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const ANSWER_MILLISECONDS = 10_000;
const PARALLEL = 8;

/** Makes the calls; answers those that ended in a fault, with a stack trace, or not at all. */
export async function findBroken(server: OpenServer, calls: readonly Call[]): Promise<readonly unknown[]> {
  const broken: unknown[] = [];
  const waiting = [...calls];
  const work = async (): Promise<void> => {
    for (let call = waiting.shift(); call; call = waiting.shift()) {
      const { status, text } = await answerTo(server, call);
      if (status === 0 || status >= 500 || /\n\s+at /.test(text))
        broken.push({ ...call, path: call.path.slice(0, 120), body: call.body?.slice(0, 120), status, text });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return [...broken, ...server.faults];
}

/** Status 0 for a call that got no answer. */
async function answerTo(
  { url }: OpenServer,
  { method, path, headers = {}, body }: Call,
): Promise<{ readonly status: number; readonly text: string }> {
  const init = { method, headers, redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MILLISECONDS) } as const;
  try {
    const answer = await checkedFetch(url + path, { ...init, ...(body === undefined ? {} : { body }) });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    return { status: 0, text: String(error) };
  }
}

/** Starts an authorization of the guide's client; answers its id. */
export async function beginAuthorization({ issuer }: OpenServer): Promise<string> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: GUIDE.clientId,
    redirect_uri: GUIDE.redirectUri,
    scope: 'openid',
  });
  const answer = await checkedFetch(`${issuer}/v1/authorizations?${query.toString()}`, { redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '').searchParams.get('id') ?? '';
}
