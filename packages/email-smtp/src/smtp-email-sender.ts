import {
  type JsonObject,
  type OutboundMessage,
  type Sender,
  SendFailure,
  type Timer,
  type Violation,
} from '@tessera/core';
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer';
import { openSocket, type ResolveDestination } from './open-socket.js';
import { outOfTime, smtpFailure } from './smtp-failure.js';
import { readSmtpSettings, SMTP_SECRET_PATHS, type SmtpSettings, smtpViolations } from './smtp-settings.js';
import { withinAll } from './time-limit.js';
import { toMail } from './to-mail.js';

export interface SmtpEmailSenderOptions {
  /** Asked before every connection. SMTP does not pass the guarded HTTP client, so the host's destination rules come in here. */
  readonly resolve: ResolveDestination;
  readonly timer: Pick<Timer, 'deadline'>;
  /** Development: `secure` may be `none`; false by default. */
  readonly allowInsecure?: boolean;
  /** Certificate authorities in PEM that replace Node's, e.g. a private one. */
  readonly ca?: string;
}

/**
 * `sender_type` `smtp`: one text/plain message to one mailbox over a mail server (specification 2.14). Every message has a connection of its
 * own: it costs a few round trips, and leaves no half-closed connection and no logged-in session behind. Does not retry.
 */
export class SmtpEmailSender implements Sender {
  readonly name = 'smtp';
  readonly secretPaths: readonly string[] = SMTP_SECRET_PATHS;
  private readonly options: SmtpEmailSenderOptions;
  /** Settings belong to a compiled configuration and stay the same object while it is in force. */
  private readonly read = new WeakMap<JsonObject, SmtpSettings>();

  constructor(options: SmtpEmailSenderOptions) {
    this.options = options;
  }

  validateSettings(settings: JsonObject): readonly Violation[] {
    return smtpViolations(settings, this.options.allowInsecure ?? false);
  }

  /** @throws SendFailure `rejected` with the SMTP reply code as `providerCode` when the server refused login, recipient or message */
  async send(message: OutboundMessage): Promise<void> {
    const settings = this.settingsOf(message.settings);
    const mail = toMail(message);
    const limit = this.options.timer.deadline(settings.timeoutSeconds * 1000);
    try {
      await withinAll([message.signal, limit.signal], (signal) => this.deliver(mail, settings, signal));
    } finally {
      limit.cancel();
    }
  }

  private async deliver(mail: SendMailOptions, settings: SmtpSettings, signal: AbortSignal): Promise<void> {
    try {
      await this.transportFor(settings, signal).sendMail({ ...mail, signal });
    } catch (error) {
      throw signal.aborted ? outOfTime(settings) : smtpFailure(error, settings);
    }
  }

  private transportFor(settings: SmtpSettings, signal: AbortSignal): Transporter {
    const { host, port, login, secure } = settings;
    const { resolve, ca } = this.options;
    return createTransport({
      // The certificate is checked against this name, whatever address the socket leads to.
      host,
      port,
      secure: secure === 'tls',
      requireTLS: secure === 'starttls',
      ignoreTLS: secure === 'none',
      tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
      // A configured login is never left out, even when the server does not offer one.
      ...(login ? { auth: { ...login }, forceAuth: true } : {}),
      getSocket: (_options, callback) => {
        openSocket({ host, port, resolve, signal }).then(
          (connection) => callback(null, { connection }),
          (error: Error) => callback(error),
        );
      },
    });
  }

  private settingsOf(document: JsonObject): SmtpSettings {
    const known = this.read.get(document);
    if (known) return known;
    const settings = readSmtpSettings(document);
    if (settings.secure === 'none' && this.options.allowInsecure !== true) {
      throw new SendFailure('transport', 'secure "none" is for the development profile only');
    }
    this.read.set(document, settings);
    return settings;
  }
}
