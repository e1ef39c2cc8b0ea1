import type { RequestHandler } from 'express';
import { DESTINATION_FIELDS, parseDestination, type Channel } from '../channel.js';
import type { Delay } from '../clock.js';
import { invalidRequest } from '../http-error.js';
import type { Inbox } from '../inbox.js';
import { playScenario } from '../scenarios.js';
import type { Verifications } from '../verifications.js';
import { readObject } from './read-object.js';

/** What the routes of both channels work with. */
export interface RouteContext {
  readonly verifications: Verifications;
  readonly inbox: Inbox;
  readonly delay: Delay;
}

/** Makes a code, puts the message into the inbox and gives the code back, as a development provider does. */
export function challengeRoute(channel: Channel, { verifications, inbox, delay }: RouteContext): RequestHandler {
  return async (req, res) => {
    const body = readObject(req.body);
    const destination = parseDestination(channel, body[DESTINATION_FIELDS[channel]]);
    if (destination === undefined) throw invalidRequest(`${DESTINATION_FIELDS[channel]} is missing or invalid`);
    const template = body['template'] ?? 'authentication';
    if (typeof template !== 'string' || template.length > 64) throw invalidRequest('template is invalid');
    if (!(await playScenario('challenge', { channel, destination }, { delay, res }))) return;
    const verification = verifications.issue(channel, destination);
    inbox.deliver(verification, template);
    res.json({ transaction_id: verification.transactionId, verification_code: verification.code });
  };
}
