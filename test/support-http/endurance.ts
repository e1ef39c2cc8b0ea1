import type { OpenServer } from './open-server.js';
import { sendRaw } from './raw-call.js';
import type { RawAnswer, RawCall } from './raw-call.js';

const ANSWER_MILLISECONDS = 5000;
const PARALLEL = 8;

/**
 * Makes the calls; answers those that ended in a fault, late or not at all, and refusals that have not the form of specification 6.4. In the
 * end the server must still be there, and no object of this process, which the server shares, may have got a member.
 */
export async function findWeak(server: OpenServer, calls: readonly RawCall[]): Promise<readonly unknown[]> {
  const weak: unknown[] = [];
  const waiting = [...calls];
  const work = async (): Promise<void> => {
    for (let call = waiting.shift(); call; call = waiting.shift()) {
      const answer = await sendRaw(server.url, call, ANSWER_MILLISECONDS);
      const reason = weaknessOf(answer);
      if (reason === undefined) continue;
      const { method, path, headers, body } = call;
      const { status, text } = answer;
      weak.push({
        reason,
        method,
        path: short(path),
        type: headers?.['content-type'],
        body: short(body),
        status,
        text: short(text),
      });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  const alive = await sendRaw(server.url, { method: 'GET', path: '/health/ready' }, ANSWER_MILLISECONDS);
  if (alive.status !== 200) weak.push({ reason: 'the server is gone', ...alive });
  if ('polluted' in {} || 'polluted' in Object || 'polluted' in []) weak.push({ reason: 'objects were polluted' });
  return [...weak, ...server.faults];
}

function weaknessOf({ status, headers, text }: RawAnswer): string | undefined {
  if (status === 0) return 'no answer';
  if (status >= 500) return 'a fault';
  if (/\n\s+at /.test(text)) return 'a stack trace';
  if (headers['x-request-id'] === undefined) return 'no request id';
  return status >= 400 ? formOf(headers, text) : undefined;
}

function formOf(headers: RawAnswer['headers'], text: string): string | undefined {
  if (!/^application\/json(;|$)/.test(String(headers['content-type']))) return 'a refusal that is no JSON';
  if (!String(headers['cache-control']).includes('no-store')) return 'a refusal that may be stored';
  try {
    const { error, error_description: description } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return typeof error === 'string' && typeof description === 'string' ? undefined : 'a refusal of another form';
  } catch {
    return 'a refusal of another form';
  }
}

function short(text: string | Uint8Array | undefined): string | undefined {
  return text === undefined ? undefined : Buffer.from(text).subarray(0, 160).toString();
}
