import { expectJson, WrongAnswer } from '../actor.js';
import type { Actor } from '../actor.js';
import { requestText } from '../http-connection.js';
import type { Outbox } from '../outbox.js';
import { phoneOf } from './echo.js';

const BASE = '/api/auth/phone-number';

/** Sends and verifies by better-auth; without a session at the end, since a verification of ours makes none either. */
export function betterAuthActor(index: number, outbox: Outbox): Actor {
  const phoneNumber = phoneOf(index);
  const challenge = requestText('POST', `${BASE}/send-otp`, { body: JSON.stringify({ phoneNumber }) });
  return {
    turn: async (send) => {
      const sent = await send('challenge', challenge);
      if (expectJson('challenge', sent)['message'] !== 'code sent') throw new WrongAnswer('challenge', sent);
      const body = JSON.stringify({ phoneNumber, code: await outbox.take(phoneNumber), disableSession: true });
      const verified = await send('verify', requestText('POST', `${BASE}/verify`, { body }));
      const { status, user } = expectJson('verify', verified) as { status?: boolean; user?: { phoneNumber: string } };
      if (status !== true || user?.phoneNumber !== phoneNumber) throw new WrongAnswer('verify', verified);
    },
  };
}
