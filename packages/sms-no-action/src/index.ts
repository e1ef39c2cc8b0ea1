export { NoActionSmsSender } from './no-action-sms-sender.js';
