export { AwsSnsSmsSender, type AwsSnsSmsSenderOptions } from './aws-sns-sms-sender.js';
