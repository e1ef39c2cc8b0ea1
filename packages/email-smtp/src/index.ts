export { SmtpEmailSender, type SmtpEmailSenderOptions } from './smtp-email-sender.js';
export type { ResolveDestination } from './open-socket.js';
