export { NoActionEmailSender } from './no-action-email-sender.js';
