export { TwilioSmsSender } from './twilio-sms-sender.js';
