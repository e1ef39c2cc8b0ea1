import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { CERTIFICATE, CERTIFICATE_KEY } from './certificate.js';

export const LOGIN = { username: 'mailer', password: 'pässword-of-the-mailer' };

/** What the server took. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | undefined;
  readonly isSecure: boolean;
  readonly source: string;
}

/** A mail server of this process, on a free port of the loopback address. */
export class MailServer {
  readonly received: ReceivedMail[] = [];
  /** Commands of every connection, without what is secret or part of a message. */
  readonly commands: string[] = [];
  private readonly server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.server = new SMTPServer({
      cert: CERTIFICATE,
      key: CERTIFICATE_KEY,
      closeTimeout: 100,
      disableReverseLookup: true,
      logger: false,
      onAuth: ({ username, password }, _session, done) => {
        this.commands.push('AUTH');
        if (username === LOGIN.username && password === LOGIN.password) done(null, { user: username });
        else done(Object.assign(new Error(`Invalid login of ${username}`), { responseCode: 535 }));
      },
      onMailFrom: (_address, _session, done) => {
        this.commands.push('MAIL');
        done();
      },
      onRcptTo: ({ address }, _session, done) => {
        this.commands.push('RCPT');
        const code = { 'nobody@example.net': 550, 'later@example.net': 451 }[address];
        if (code) done(Object.assign(new Error(`${address} is not here`), { responseCode: code }));
        else done();
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          this.received.push({
            from: mailFrom ? mailFrom.address : '',
            to: rcptTo.map(({ address }) => address),
            user: session.user as string | undefined,
            isSecure: session.secure,
            source: Buffer.concat(chunks).toString('utf8'),
          });
          done();
        });
      },
      ...options,
    });
    // A client that breaks a handshake off is a part of these tests.
    this.server.on('error', () => undefined);
  }

  static async listen(options: SMTPServerOptions = {}): Promise<MailServer> {
    const server = new MailServer(options);
    await new Promise<void>((listening) => server.server.listen(0, '127.0.0.1', listening));
    return server;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  /** The only message so far. */
  get onlyMail(): ReceivedMail {
    const [mail] = this.received;
    if (!mail || this.received.length !== 1)
      throw new Error(`expected one message, there were ${this.received.length}`);
    return mail;
  }

  close(): Promise<void> {
    return new Promise((closed) => this.server.close(closed));
  }
}

/** Header fields, unfolded, by their name in lower case, and the raw body. */
export function partsOf(source: string): { readonly headers: ReadonlyMap<string, string>; readonly body: string } {
  const end = source.indexOf('\r\n\r\n');
  const lines = source
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = new Map(
    lines.map((line) => [line.split(':')[0]?.toLowerCase() ?? '', line.replace(/^[^:]*: ?/, '')]),
  );
  return { headers, body: source.slice(end + 4) };
}
