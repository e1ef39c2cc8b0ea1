import net from 'node:net';
import type { AddressInfo } from 'node:net';
import type { OutboundMessage } from '@tessera/core';
import { aMessage } from '@tessera/testkit';
import { LOGIN, MailServer } from './support/mail-server.js';
import { aSender, failureOf, systemError, TestTimer } from './support/sending.js';

const MAIL = { to: 'user@example.com', from: 'no-reply@example.com', subject: 'Your code' };
const HOST = 'mail.example.com';

function messageTo(port: number, change: Partial<OutboundMessage> = {}): OutboundMessage {
  return aMessage({ ...MAIL, settings: { host: HOST, port, ...LOGIN }, ...change });
}

describe('failures of SmtpEmailSender against a mail server', () => {
  let server: MailServer;

  afterEach(async () => server.close());

  it('does not go on in clear when the server offers no STARTTLS, and sends it no password', async () => {
    server = await MailServer.listen({ disabledCommands: ['STARTTLS'], authOptional: true });
    const failure = await failureOf(aSender().send(messageTo(server.port)));
    expect(failure).toMatchObject({ kind: 'transport', providerCode: undefined });
    expect(failure.message).toBe(`the exchange with the SMTP server ${HOST}:${server.port} failed: ETLS`);
    expect(server.commands).toEqual([]);
  });

  it.each([
    ['starttls', {}],
    ['tls', { secure: true }],
  ])('refuses a certificate of another name before it logs in, with %s', async (secure, options) => {
    server = await MailServer.listen(options);
    const settings = { host: 'other.example.com', port: server.port, ...LOGIN, secure };
    const failure = await failureOf(aSender().send(messageTo(server.port, { settings })));
    expect(failure.kind).toBe('transport');
    expect(failure.message).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(server.commands).toEqual([]);
  });

  it('refuses a certificate of an authority that it does not know', async () => {
    server = await MailServer.listen();
    const failure = await failureOf(
      aSender({ ca: (await import('node:tls')).rootCertificates[0] ?? '' }).send(messageTo(server.port)),
    );
    expect(failure.kind).toBe('transport');
    expect(failure.message).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(server.commands).toEqual([]);
  });

  it.each([
    ['the login', 'user@example.com', 'wrong', '535', 'AUTH'],
    ['the recipient', 'nobody@example.net', LOGIN.password, '550', 'AUTH MAIL RCPT'],
    ['the recipient for now', 'later@example.net', LOGIN.password, '451', 'AUTH MAIL RCPT'],
  ])('passes on the code with which the server refuses %s, and not its text', async (...row) => {
    const [, to, password, code, commands] = row;
    server = await MailServer.listen();
    const message = messageTo(server.port, { to, settings: { host: HOST, port: server.port, ...LOGIN, password } });
    const failure = await failureOf(aSender().send(message));
    expect(failure).toMatchObject({ kind: 'rejected', providerCode: code, providerStatus: undefined });
    expect(failure.message).toBe(`the SMTP server ${HOST}:${server.port} answered ${code}`);
    expect(server.commands.join(' ')).toBe(commands);
    expect(server.received).toEqual([]);
  });

  it('reports a refused message as rejected', async () => {
    const onData: NonNullable<Parameters<typeof MailServer.listen>[0]>['onData'] = (stream, _session, done) => {
      stream.resume();
      stream.on('end', () => done(Object.assign(new Error('spam'), { responseCode: 554 })));
    };
    server = await MailServer.listen({ onData });
    const failure = await failureOf(aSender().send(messageTo(server.port)));
    expect(failure).toMatchObject({ kind: 'rejected', providerCode: '554' });
  });

  it('tries the next address when one refuses', async () => {
    server = await MailServer.listen();
    await aSender({ resolve: async () => ['127.0.0.2', '127.0.0.1'] }).send(messageTo(server.port));
    expect(server.received).toHaveLength(1);
  });

  it('logs in even where the server does not offer it, and is refused then', async () => {
    server = await MailServer.listen({ disabledCommands: ['AUTH'] });
    const failure = await failureOf(aSender().send(messageTo(server.port)));
    expect(failure.kind).toBe('rejected');
    expect(server.commands).toEqual([]);
  });
});

describe('failures of SmtpEmailSender on the way to the server', () => {
  let silent: net.Server;
  let port: number;
  let accepted: number;

  beforeEach(async () => {
    accepted = 0;
    silent = net.createServer((socket) => {
      accepted += 1;
      socket.on('error', () => undefined);
    });
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    port = (silent.address() as AddressInfo).port;
  });

  afterEach(async () => {
    if (silent.listening) await new Promise((closed) => silent.close(closed));
  });

  it('calls a refused connection unreachable', async () => {
    await new Promise((closed) => silent.close(closed));
    const failure = await failureOf(aSender().send(messageTo(port)));
    expect([failure.kind, failure.message]).toEqual([
      'unreachable',
      `the SMTP server ${HOST}:${port} was not reached: ECONNREFUSED`,
    ]);
  });

  it.each(['ENOTFOUND', 'EAI_AGAIN'])('calls %s of the name service unreachable', async (code) => {
    const resolve = () => Promise.reject(systemError(code));
    expect((await failureOf(aSender({ resolve }).send(messageTo(port)))).kind).toBe('unreachable');
  });

  it('goes nowhere when the destination is denied, and repeats what the operator can do about it', async () => {
    const resolve = () => Promise.reject(new Error('destination mail.example.com (10.0.0.1) is denied'));
    const failure = await failureOf(aSender({ resolve }).send(messageTo(port)));
    expect([failure.kind, failure.message]).toEqual(['transport', 'destination mail.example.com (10.0.0.1) is denied']);
    expect(accepted).toBe(0);
  });

  it('goes nowhere when there is no address', async () => {
    expect((await failureOf(aSender({ resolve: async () => [] }).send(messageTo(port)))).kind).toBe('transport');
  });

  it('gives up on a server that stays silent, when timeout_seconds are over', async () => {
    const timer = new TestTimer();
    const settings = { host: HOST, port, timeout_seconds: 7 };
    const connected = new Promise((resolve) => silent.once('connection', resolve));
    const sending = failureOf(aSender({ timer }).send(messageTo(port, { settings })));
    await connected;
    timer.expire();
    expect((await sending).kind).toBe('timeout');
    expect(timer.limits).toEqual([7000]);
    expect(timer.running).toBe(0);
  });

  it('closes the connection when the time of the message is over', async () => {
    const controller = new AbortController();
    const gone = new Promise<void>((resolve) => {
      silent.once('connection', (socket) => {
        socket.resume();
        socket.once('close', () => resolve());
        controller.abort();
      });
    });
    const failure = await failureOf(aSender().send(messageTo(port, { signal: controller.signal })));
    expect(failure.kind).toBe('timeout');
    await gone;
  });

  it('does not wait for the name service longer than the time allows', async () => {
    const timer = new TestTimer();
    const resolve = () => {
      setImmediate(() => timer.expire());
      return new Promise<never>(() => undefined);
    };
    expect((await failureOf(aSender({ timer, resolve }).send(messageTo(port)))).kind).toBe('timeout');
  });

  it('opens nothing when the time is over before it starts', async () => {
    const failure = await failureOf(aSender().send(messageTo(port, { signal: AbortSignal.abort() })));
    expect([failure.kind, accepted]).toEqual(['timeout', 0]);
  });
});
