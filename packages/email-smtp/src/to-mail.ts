import { type OutboundMessage, SendFailure } from '@tessera/core';
import type { SendMailOptions } from 'nodemailer';
import { parseAddress, parseMailbox } from './mailbox.js';

/**
 * The message as nodemailer takes it: one text/plain part for one mailbox.
 * @throws SendFailure `transport` when a value could become a second header or a second recipient
 */
export function toMail({ from = '', to, subject = '', body }: OutboundMessage): SendMailOptions {
  const sender = parseMailbox(from);
  const recipient = parseAddress(to);
  if (!sender) throw new SendFailure('transport', 'the From address of the configuration is not one mailbox');
  if (!recipient) throw new SendFailure('transport', 'the recipient is not one mailbox');
  if (/\p{Cc}/u.test(subject)) throw new SendFailure('transport', 'the subject has line breaks or control characters');
  return {
    from: sender,
    to: recipient,
    // Stated, so that nothing is derived from headers.
    envelope: { from: sender.address, to: [recipient.address] },
    subject,
    text: body,
    // RFC 3834: no out-of-office answers to a code.
    headers: { 'Auto-Submitted': 'auto-generated' },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
