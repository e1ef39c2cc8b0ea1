import { SystemClock, SystemTimer } from '@tessera/crypto';
import { aMessage } from '@tessera/testkit';
import { bundledSenders, type BundledSenders } from '../src/composition/senders.js';

const MAIL = { to: 'user@example.com', from: 'no-reply@example.com', subject: 'Your code' };

function senders(profile: 'development' | 'production'): BundledSenders {
  const outbound = { allowHosts: [], allowCidrs: [], allowHttp: false };
  return bundledSenders({ profile, outbound }, { clock: new SystemClock(), timer: new SystemTimer() });
}

function smtp(profile: 'development' | 'production'): BundledSenders['email'][number] {
  const found = senders(profile).email.find(({ name }) => name === 'smtp');
  if (!found) throw new Error('there is no sender smtp');
  return found;
}

describe('bundledSenders', () => {
  it('has the senders that the specification names', () => {
    const { sms, email } = senders('production');
    expect(sms.map(({ name }) => name)).toEqual(['no_action', 'twilio', 'aws_sns']);
    expect(email.map(({ name }) => name)).toEqual(['no_action', 'smtp']);
  });

  it.each(['10.0.0.1', '169.254.169.254', '127.0.0.1', '::1'])(
    'keeps e-mail away from %s in production',
    async (host) => {
      await expect(smtp('production').send(aMessage({ ...MAIL, settings: { host } }))).rejects.toMatchObject({
        kind: 'transport',
        message: expect.stringContaining('outbound.allow_hosts'),
      });
    },
  );

  it('lets e-mail out in clear in the development profile alone', () => {
    const settings = { host: 'localhost', secure: 'none' };
    expect(smtp('development').validateSettings(settings)).toEqual([]);
    expect(smtp('production').validateSettings(settings)).toMatchObject([{ pointer: '/secure' }]);
  });
});
