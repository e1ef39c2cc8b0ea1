import type { MessageTemplate } from './authentication-configuration.js';

/** Texts of the two templates that exist without being configured (specification 2.7). Plain GSM alphabet. */
export const BUILT_IN_TEMPLATES: Readonly<Record<'registration' | 'authentication', MessageTemplate>> = {
  registration: {
    subject: 'Sign-up code',
    body: 'Your sign-up code: {VERIFICATION_CODE} (valid {EXPIRE_SECONDS} seconds)',
  },
  authentication: {
    subject: 'Sign-in code',
    body: 'Your sign-in code: {VERIFICATION_CODE} (valid {EXPIRE_SECONDS} seconds)',
  },
};
