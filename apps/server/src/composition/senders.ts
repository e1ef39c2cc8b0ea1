import type { Clock, EmailSender, SmsSender, Timer } from '@tessera/core';
import { NoActionEmailSender } from '@tessera/email-no-action';
import { SmtpEmailSender } from '@tessera/email-smtp';
import { DestinationGuard } from '@tessera/http-axios';
import { AwsSnsSmsSender } from '@tessera/sms-aws-sns';
import { NoActionSmsSender } from '@tessera/sms-no-action';
import { TwilioSmsSender } from '@tessera/sms-twilio';
import type { ServerSettings } from '../settings/server-settings.js';
import { guardOptions } from './engine-settings.js';

export interface BundledSenders {
  readonly sms: readonly SmsSender[];
  readonly email: readonly EmailSender[];
}

/** The senders of this server. `http_request` is not among them: the engine brings it. */
export function bundledSenders(
  settings: Pick<ServerSettings, 'profile' | 'outbound'>,
  { clock, timer }: { readonly clock: Clock; readonly timer: Timer },
): BundledSenders {
  const guard = new DestinationGuard(clock, guardOptions(settings));
  const smtp = new SmtpEmailSender({
    // SMTP goes past the HTTP client, so it asks the same rules by itself.
    resolve: async (host) => (await guard.admit(host)).addresses.map(({ address }) => address),
    timer,
    allowInsecure: settings.profile === 'development',
  });
  return {
    sms: [new NoActionSmsSender(), new TwilioSmsSender(), new AwsSnsSmsSender({ clock })],
    email: [new NoActionEmailSender(), smtp],
  };
}
