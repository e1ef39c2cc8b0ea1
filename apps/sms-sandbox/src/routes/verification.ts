import type { RequestHandler } from 'express';
import type { Channel } from '../channel.js';
import { HttpError } from '../http-error.js';
import { playScenario } from '../scenarios.js';
import type { RouteContext } from './challenge.js';
import { readObject } from './read-object.js';

/** Checks a code. Unknown, used, voided, expired, exhausted and wrong all get the same answer. */
export function verificationRoute(channel: Channel, { verifications, delay }: RouteContext): RequestHandler {
  return async (req, res) => {
    const { transaction_id: transactionId, verification_code: code } = readObject(req.body);
    const verification = typeof transactionId === 'string' ? verifications.find(channel, transactionId) : undefined;
    if (verification !== undefined && !(await playScenario('verification', verification, { delay, res }))) return;
    if (verification === undefined || typeof code !== 'string' || !verifications.verify(verification, code)) {
      throw new HttpError({
        status: 400,
        error: 'invalid_grant',
        description: 'Verification code is invalid or expired',
      });
    }
    res.json({ status: 'success' });
  };
}
