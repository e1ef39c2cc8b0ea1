import type { OutboundMessage } from '@tessera/core';
import { aMessage, senderContract } from '@tessera/testkit';
import { LOGIN, MailServer, partsOf } from './support/mail-server.js';
import { aSender } from './support/sending.js';

const MAIL = { to: 'user@example.com', from: 'Support <no-reply@example.com>', subject: 'Your code' };
const SETTINGS = { host: 'mail.example.com', port: 587, ...LOGIN, secure: 'starttls', timeout_seconds: 10 };

/** The contract speaks of any message; this one always goes from and to a mailbox. */
function withMailbox(sender: ReturnType<typeof aSender>): ReturnType<typeof aSender> {
  const send = sender.send.bind(sender);
  return Object.assign(sender, { send: (message: OutboundMessage) => send({ ...message, ...MAIL }) });
}

senderContract({ describe, it, beforeEach, afterEach }, async () => {
  const server = await MailServer.listen();
  const settings = { ...SETTINGS, port: server.port };
  return {
    sender: withMailbox(aSender()),
    settings,
    http: aMessage().http,
    wrong: [
      { settings: {}, pointer: '/host' },
      { settings: { ...SETTINGS, host: 'mail.example.com:25' }, pointer: '/host' },
      { settings: { ...SETTINGS, host: 'http://mail.example.com' }, pointer: '/host' },
      { settings: { ...SETTINGS, host: '[::1]' }, pointer: '/host' },
      { settings: { ...SETTINGS, host: 7 }, pointer: '/host' },
      { settings: { ...SETTINGS, port: 0 }, pointer: '/port' },
      { settings: { ...SETTINGS, port: 65_536 }, pointer: '/port' },
      { settings: { ...SETTINGS, port: '587' }, pointer: '/port' },
      { settings: { ...SETTINGS, timeout_seconds: 61 }, pointer: '/timeout_seconds' },
      { settings: { ...SETTINGS, secure: 'none' }, pointer: '/secure' },
      { settings: { ...SETTINGS, secure: true }, pointer: '/secure' },
      { settings: { ...SETTINGS, username: 'a\0b' }, pointer: '/username' },
      { settings: { host: 'mail.example.com', username: 'a' }, pointer: '/password' },
      { settings: { host: 'mail.example.com', password: 'a' }, pointer: '/username' },
    ],
    failures: [
      { name: 'wrong login', settings: { ...settings, password: 'wrong-password' }, kind: 'rejected' },
      { name: 'another name', settings: { ...settings, host: 'other.example.com' }, kind: 'transport' },
    ],
    dispose: () => server.close(),
  };
});

describe('SmtpEmailSender', () => {
  let server: MailServer;

  afterEach(async () => server.close());

  async function listen(options: Parameters<typeof MailServer.listen>[0] = {}): Promise<OutboundMessage> {
    server = await MailServer.listen(options);
    return aMessage({ ...MAIL, settings: { host: 'mail.example.com', port: server.port, ...LOGIN } });
  }

  it('upgrades the connection, logs in and hands over one message for one recipient', async () => {
    const message = await listen();
    await aSender().send(message);
    expect(server.commands).toEqual(['AUTH', 'MAIL', 'RCPT']);
    expect(server.onlyMail).toMatchObject({
      from: 'no-reply@example.com',
      to: ['user@example.com'],
      user: 'mailer',
      isSecure: true,
    });
  });

  it('sends one plain text part in UTF-8 that says it was made by a machine, and does not name its library', async () => {
    const message = await listen();
    const body = 'コード 048213\n\n.\n(300 秒)';
    await aSender().send({ ...message, subject: '確認コード', from: 'サポート <no-reply@example.com>', body });
    const { headers, body: sent } = partsOf(server.onlyMail.source);
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(headers.get('content-transfer-encoding')).toBe('base64');
    expect(Buffer.from(sent, 'base64').toString('utf8').replaceAll('\r\n', '\n').trimEnd()).toBe(body);
    expect(headers.get('subject')).toBe(`=?UTF-8?B?${Buffer.from('確認コード').toString('base64')}?=`);
    expect(headers.get('from')).toBe(
      `=?UTF-8?B?${Buffer.from('サポート').toString('base64')}?= <no-reply@example.com>`,
    );
    expect(headers.get('to')).toBe('user@example.com');
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect([...headers.keys()].sort()).toEqual([
      ...['auto-submitted', 'content-transfer-encoding', 'content-type', 'date', 'from', 'message-id'],
      ...['mime-version', 'subject', 'to'],
    ]);
  });

  it('speaks TLS from the first byte where secure says so', async () => {
    const message = await listen({ secure: true });
    await aSender().send({ ...message, settings: { ...message.settings, secure: 'tls' } });
    expect(server.onlyMail).toMatchObject({ user: 'mailer', isSecure: true });
  });

  it('sends in clear only where the host allows it', async () => {
    const message = await listen({ hideSTARTTLS: true, authOptional: true });
    const settings = { host: 'mail.example.com', port: server.port, secure: 'none' };
    const insecure = aSender({ allowInsecure: true });
    expect(insecure.validateSettings(settings)).toEqual([]);
    await insecure.send({ ...message, settings });
    expect(server.onlyMail).toMatchObject({ user: undefined, isSecure: false });
    await expect(aSender().send({ ...message, settings: { ...settings } })).rejects.toMatchObject({
      kind: 'transport',
    });
    expect(server.received).toHaveLength(1);
  });

  it('asks for host and timeout alone, and names what a setting may be without showing a secret', () => {
    const sender = aSender();
    expect(sender.validateSettings({ host: '2001:db8::25' })).toEqual([]);
    expect(sender.validateSettings({ host: 'mail_1.internal.' })).toEqual([]);
    expect(sender.validateSettings({ host: 'a b', username: 'u', password: 'hidden\nvalue', secure: 'ssl' })).toEqual([
      { pointer: '/host', message: 'not allowed', expected: 'a host name or an IP address, without port', got: 'a b' },
      { pointer: '/password', message: 'not allowed', expected: 'text without control characters' },
      { pointer: '/secure', message: 'not allowed', expected: 'one of starttls, tls', got: 'ssl' },
    ]);
    expect(sender.secretPaths).toEqual(['password']);
  });
});
