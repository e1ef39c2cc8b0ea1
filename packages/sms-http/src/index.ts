export { HttpSmsSender, type CompileHttpRequest, type HttpSmsSenderOptions } from './http-sms-sender.js';
