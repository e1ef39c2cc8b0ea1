import { SendFailure } from '@tessera/core';
import { DestinationRefused } from './open-socket.js';
import type { SmtpSettings } from './smtp-settings.js';

/** Nobody was there: name service, route or port. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  ...['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EREFUSED', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME'],
  ...['ECONNREFUSED', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL'],
]);
const TIMEOUT: ReadonlySet<string> = new Set(['ETIMEDOUT', 'ESOCKETTIMEDOUT', 'ETIMEOUT']);

/** The members of Node's and nodemailer's errors that are looked at; messages and replies repeat the recipient. */
interface ErrorShape {
  readonly code?: unknown;
  /** The code of the system's error, where nodemailer has put its own over it. */
  readonly originalCode?: unknown;
  readonly responseCode?: unknown;
}

/** Why a message did not go out. The failure names server and code, and nothing of the dialogue. */
export function smtpFailure(error: unknown, { host, port }: Pick<SmtpSettings, 'host' | 'port'>): SendFailure {
  if (error instanceof DestinationRefused) return new SendFailure('transport', error.message);
  const { code, originalCode, responseCode } = Object(error) as ErrorShape;
  const server = `the SMTP server ${host}:${port}`;
  // A server that cannot start TLS has not judged recipient or login.
  if (typeof responseCode === 'number' && responseCode >= 400 && responseCode < 600 && code !== 'ETLS') {
    return new SendFailure('rejected', `${server} answered ${responseCode}`, { code: String(responseCode) });
  }
  const cause = [originalCode, code].find((one) => typeof one === 'string') ?? 'unknown error';
  if (UNREACHABLE.has(cause)) return new SendFailure('unreachable', `${server} was not reached: ${cause}`);
  return new SendFailure(TIMEOUT.has(cause) ? 'timeout' : 'transport', `the exchange with ${server} failed: ${cause}`);
}

/** The time for this message is over; what was sent by then may still be delivered. */
export function outOfTime({ host, port }: Pick<SmtpSettings, 'host' | 'port'>): SendFailure {
  return new SendFailure(
    'timeout',
    `the time for sending was over before the SMTP server ${host}:${port} took the message`,
  );
}
