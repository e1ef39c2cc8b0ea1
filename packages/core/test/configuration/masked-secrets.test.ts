import { keepStoredSecrets, redactSecrets } from '../../src/configuration/document/secrets.js';
import { toConfigurationDocument } from '../../src/configuration/document/to-configuration-document.js';
import type { JsonObject } from '../../src/json/json.js';
import { GUIDE_EXTERNAL } from '../fixtures/authentication-configurations.js';
import { plugIns } from './plug-ins.js';
import { DEVELOPMENT, internalSms, judge } from './support.js';

const PASSWORDS = ['sms-authentication-challenge', 'sms-authentication'].map(
  (name) => `/interactions/${name}/execution/http_request/oauth_authorization/password`,
);

describe('writing back what was read', () => {
  const read = redactSecrets(GUIDE_EXTERNAL, plugIns);

  it('is refused at every mask with no stored secret', () => {
    const { violations } = judge(read, { profile: DEVELOPMENT });
    expect(violations.map(({ message }) => message)).toEqual(['secret must be entered', 'secret must be entered']);
    expect(violations.map(({ pointer }) => pointer).sort()).toEqual([...PASSWORDS].sort());
  });

  it('gives the stored configuration', () => {
    const kept = keepStoredSecrets(read, GUIDE_EXTERNAL, plugIns);
    expect(kept).toEqual(GUIDE_EXTERNAL);
    expect(judge(kept, { profile: DEVELOPMENT }).violations).toEqual([]);
  });

  it('is refused only where the destination changed', () => {
    const moved = JSON.parse(
      JSON.stringify(read).replace(
        'host.docker.internal:4000/sms-authentication"',
        'host.docker.internal:4000/elsewhere"',
      ),
    ) as JsonObject;
    const { violations } = judge(keepStoredSecrets(moved, GUIDE_EXTERNAL, plugIns), { profile: DEVELOPMENT });
    expect(violations).toEqual([{ pointer: PASSWORDS[1], message: 'secret must be entered' }]);
  });

  it('refuses the mask at a place that is no secret, too', () => {
    const { violations } = judge(internalSms({ details: { sender_type: 'pigeon', settings: { note: '********' } } }));
    expect(violations).toEqual([
      {
        pointer: '/interactions/sms-authentication-challenge/execution/details/settings/note',
        message: 'secret must be entered',
      },
    ]);
  });
});

describe('toConfigurationDocument', () => {
  it('fills in the outermost level and echoes everything else', () => {
    const posted = { type: 'sms', interactions: { a: { pre_hook: {} } } };
    const document = toConfigurationDocument(posted, { id: 'x' });
    expect(JSON.stringify(document)).toBe(
      '{"id":"x","type":"sms","enabled":true,"attributes":{},"metadata":{},"interactions":{"a":{"pre_hook":{}}}}',
    );
  });

  it('keeps what was posted', () => {
    const posted = { ...GUIDE_EXTERNAL, enabled: false, attributes: { a: 1 }, more: null };
    expect(toConfigurationDocument(posted, { id: 'x' })).toEqual(posted);
  });

  it('keeps the stored type and enabled where a replacement omits them', () => {
    const stored = { type: 'sms', enabled: false, attributes: { a: 1 } };
    expect(toConfigurationDocument({ interactions: {} }, { id: 'x', stored })).toEqual({
      id: 'x',
      type: 'sms',
      enabled: false,
      attributes: {},
      metadata: {},
      interactions: {},
    });
  });

  it('does not invent a type, and leaves what is no object to the compiler', () => {
    expect(toConfigurationDocument({}, { id: 'x' })).not.toHaveProperty('type');
    expect(toConfigurationDocument([1], { id: 'x' })).toEqual([1]);
  });
});
