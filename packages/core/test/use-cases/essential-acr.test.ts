import type { User } from '@tessera/core';
import { anyOf, internalSms } from '../support/documents.js';
import { TestEngine } from '../support/engine.js';
import { START_OF_TIME } from '../support/fakes.js';

const MFA = 'urn:example:mfa';
const UNKNOWN = 'urn:example:unheard-of';

let engine: TestEngine;
let alice: User;

beforeEach(async () => {
  engine = await TestEngine.create({ client: { scopes: ['openid', 'transfers'] } });
  await engine.configure(internalSms());
  await engine.policy(
    anyOf(['password-authentication'], {
      acr_mapping_rules: { [MFA]: { all_of: ['password', 'sms'] } },
      level_of_authentication_scopes: { transfers: { all_of: ['password', 'sms'] } },
    }),
  );
  alice = await engine.user({ preferredUsername: 'alice@example.com', phoneNumber: '+819012345678' });
});

describe('an acr that the client calls essential', () => {
  it('is refused at the start when no rule leads to it, and no transaction begins', async () => {
    const started = engine.start({ acrValues: [UNKNOWN], acrEssential: true });
    await expect(started).rejects.toMatchObject({ code: 'ERR_UNMET_ACR' });
    expect((await engine.eventStore.query(engine.tenant.id, { limit: 10, offset: 0 })).list).toEqual([]);
  });

  it('must be reached like any other when a rule leads to one of its values', async () => {
    const login = await engine.start({ acrValues: [UNKNOWN, MFA], acrEssential: true });
    await login.password('alice@example.com');
    expect(await login.complete()).toMatchObject({
      refused: { body: { error: 'unmet_authentication_requirements', required_methods: [['sms']] } },
    });
    await login.challenge();
    await login.verify(engine.code);
    expect((await login.finish()).login.acr).toBe(MFA);
  });

  it('is only a wish when it is not called essential', async () => {
    const login = await engine.start({ acrValues: [UNKNOWN] });
    await login.password('alice@example.com');
    expect((await login.finish()).login.acr).toBeUndefined();
  });
});

describe('what a session is worth to a request', () => {
  const evaluate = (
    methods: readonly ('password' | 'sms')[],
    request: { readonly acrValues?: readonly string[]; readonly acrEssential?: boolean; readonly maxAge?: number } = {},
  ): ReturnType<typeof engine.tessera.evaluateSession.execute> =>
    engine.tessera.evaluateSession.execute({
      tenant: engine.tenant,
      clientId: 'web-app',
      request: {
        scopes: ['openid', 'transfers'],
        acrValues: [],
        prompt: ['none'],
        uiLocales: [],
        redirectUri: '',
        ...request,
      },
      session: {
        sessionId: 's',
        sub: alice.sub,
        factors: methods.map((method, index) => ({ method, at: START_OF_TIME - 100_000 + index * 50_000 })),
      },
    });

  it('is told with level, methods and the scopes that are out of reach', async () => {
    expect(await evaluate(['password'])).toEqual({
      satisfied: true,
      methods: ['password'],
      withheldScopes: ['transfers'],
    });
    expect(await evaluate(['password', 'sms'])).toEqual({
      satisfied: true,
      acr: MFA,
      methods: ['password', 'sms'],
      withheldScopes: [],
    });
  });

  it('is nothing where an acr is missing, or essential and unknown', async () => {
    expect(await evaluate(['password'], { acrValues: [MFA] })).toEqual({ satisfied: false });
    expect(await evaluate(['password', 'sms'], { acrValues: [UNKNOWN], acrEssential: true })).toEqual({
      satisfied: false,
    });
    expect(await evaluate(['password', 'sms'], { acrValues: [UNKNOWN] })).toMatchObject({ satisfied: true });
  });

  it('counts only the factors that are young enough', async () => {
    expect(await evaluate(['password', 'sms'], { maxAge: 99 })).toEqual({ satisfied: false });
    expect(await evaluate(['password', 'sms'], { maxAge: 100 })).toMatchObject({ acr: MFA });
  });
});
