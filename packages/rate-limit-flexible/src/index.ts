export { FlexibleRequestLimiter } from './flexible-request-limiter.js';
export type { FlexibleRequestLimiterOptions } from './flexible-request-limiter.js';
