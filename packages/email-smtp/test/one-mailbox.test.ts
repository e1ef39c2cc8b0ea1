import { aMessage } from '@tessera/testkit';
import { aSender, failureOf } from './support/sending.js';

describe('what SmtpEmailSender refuses to put into a message', () => {
  const resolve = async (): Promise<readonly string[]> => {
    throw new Error('a connection was opened');
  };
  const MAIL = { to: 'user@example.com', from: 'no-reply@example.com', subject: 'Your code' };

  it.each([
    ['a second recipient', { to: 'user@example.com, other@example.com' }],
    ['a second recipient after a semicolon', { to: 'user@example.com;other@example.com' }],
    ['a name before the recipient', { to: 'Other <other@example.com>' }],
    ['a group', { to: 'all:user@example.com;' }],
    ['a quoted local part', { to: '"a@b"@example.com' }],
    ['a command after the recipient', { to: 'user@example.com>\r\nRCPT TO:<other@example.com' }],
    ['no recipient', { to: '' }],
    ['a header after From', { from: 'no-reply@example.com\r\nBcc: other@example.com' }],
    ['a header in the name of From', { from: 'Support\r\nBcc: other@example.com <no-reply@example.com>' }],
    ['two From addresses', { from: 'a@example.com, b@example.com' }],
    ['no From address', { from: '' }],
    ['a header after the subject', { subject: 'Code\r\nBcc: other@example.com' }],
    ['a line feed in the subject', { subject: 'Code\nBcc: other@example.com' }],
  ])('is %s', async (_what, change) => {
    const message = aMessage({ settings: { host: 'mail.example.com' }, ...MAIL, ...change });
    const failure = await failureOf(aSender({ resolve }).send(message));
    expect(failure.kind).toBe('transport');
    expect(failure.message).toMatch(/^the (From address of the configuration|recipient|subject) /);
    expect(failure.message).not.toContain('example.com');
  });
});
