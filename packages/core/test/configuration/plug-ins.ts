import type { PlugIns } from '../../src/configuration/document/compile-context.js';
import type { AuthenticationExecutor } from '../../src/interaction/authentication-executor.js';
import {
  AuthenticationExecutors,
  EmailAuthenticationExecutors,
  EmailSenders,
  SmsAuthenticationExecutors,
  SmsSenders,
} from '../../src/interaction/registries.js';
import type { SecretBox } from '../../src/ports/secret-box.js';
import type { Sender } from '../../src/ports/sender.js';

/** A sender that wants a string called `region` and keeps two settings secret; its validator quotes what it gets. */
function sender(name: string): Sender {
  return {
    name,
    secretPaths: ['license.code', 'pins.0'],
    validateSettings: (settings) =>
      settings['region'] === 'nowhere'
        ? [
            {
              pointer: '/region',
              message: `no such region for ${JSON.stringify(settings)}`,
              expected: 'tokyo',
              got: JSON.stringify(settings),
            },
          ]
        : [],
    send: () => Promise.resolve(),
  };
}

function noAction(): Sender {
  return { ...sender('no_action'), secretPaths: [], validateSettings: () => [] };
}

function executor(name: string, interactions: readonly string[]): AuthenticationExecutor {
  return {
    name,
    interactions,
    secretPaths: ['signing.pem'],
    validateDetails(details) {
      if (details['throws'] === true) throw new Error('cannot read');
      return details['level'] === undefined ? [{ pointer: '/level', message: 'a level is needed' }] : [];
    },
    execute: () => Promise.resolve({ outcome: 'success', status: 200, body: {} }),
  };
}

export const plugIns: PlugIns = {
  smsSenders: new SmsSenders([noAction(), sender('pigeon')]),
  emailSenders: new EmailSenders([noAction(), sender('owl')]),
  executors: new AuthenticationExecutors([
    executor('voice_call', ['sms-authentication-challenge', 'password-authentication']),
  ]),
  smsExecutors: new SmsAuthenticationExecutors([executor('sms_gateway', ['sms-authentication'])]),
  emailExecutors: new EmailAuthenticationExecutors(),
};

/** Reverses the text: enough to see that it is not in clear, and to open it again. */
export const mirrorBox: SecretBox = {
  seal: (plain) => `sealed:${[...plain].reverse().join('')}`,
  open: (sealed) => [...sealed.slice('sealed:'.length)].reverse().join(''),
  isSealed: (text) => text.startsWith('sealed:'),
};
