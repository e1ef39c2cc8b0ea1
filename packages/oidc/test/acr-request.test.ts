import { Browser, claimsOf } from './support/browser.js';
import { signInOf, SUB, type IdentityServer } from './support/identity-server.js';
import { withServer } from './support/with-server.js';

const MFA = 'urn:example:mfa';

const acr = (request: unknown): string => JSON.stringify({ id_token: { acr: request } });
const lastRequest = (server: IdentityServer): unknown => server.starts.at(-1)?.request;

describe('acr in the claims parameter', () => {
  const server = withServer();

  it.each<[string, Record<string, string>, object]>([
    ['one essential value', { claims: acr({ essential: true, value: MFA }) }, { acrValues: [MFA], acrEssential: true }],
    [
      'several essential values, in their order, each once',
      { claims: acr({ essential: true, value: MFA, values: ['urn:b', MFA, 'urn:c'] }) },
      { acrValues: [MFA, 'urn:b', 'urn:c'], acrEssential: true },
    ],
    [
      'essential values beside acr_values, which count for nothing then',
      { claims: acr({ essential: true, values: [MFA] }), acr_values: 'urn:a' },
      { acrValues: [MFA], acrEssential: true },
    ],
    [
      'values that are not essential: they come after acr_values',
      { claims: acr({ values: [MFA, 'urn:a'] }), acr_values: 'urn:a urn:b' },
      { acrValues: ['urn:a', 'urn:b', MFA] },
    ],
    ['no value, essential or not', { claims: acr({ essential: true }) }, { acrValues: [] }],
    ['null', { claims: acr(null), acr_values: MFA }, { acrValues: [MFA] }],
    ['other claims alone', { claims: '{"userinfo":{"email":{"essential":true}}}' }, { acrValues: [] }],
  ])('asks the engine for %s', async (_what, parameters, expected) => {
    await new Browser(server()).begin(parameters);
    const { acrValues, acrEssential } = lastRequest(server()) as Record<string, unknown>;
    expect({ acrValues, ...(acrEssential === undefined ? {} : { acrEssential }) }).toEqual(expected);
  });

  it.each([
    'no json',
    '[]',
    '{}',
    '{"id_token":[]}',
    acr('urn:example:mfa'),
    acr({ essential: 'yes', value: MFA }),
    acr({ essential: true, values: MFA }),
    acr({ essential: true, values: [1] }),
    acr({ essential: true, value: '' }),
    acr({ essential: true, value: { a: 1 } }),
  ])('is invalid_request when it reads %s', async (claims) => {
    const answer = await new Browser(server()).start({ claims });
    expect(answer.status).toBe(302);
    const { searchParams } = new URL(answer.headers.get('location') ?? '');
    expect([searchParams.get('error'), searchParams.get('state')]).toEqual(['invalid_request', 'random-state']);
  });

  it('comes through to the id_token, and hands out no claim that no scope allows', async () => {
    const browser = new Browser(server());
    const claims = JSON.stringify({
      id_token: { acr: { essential: true, value: MFA }, email: { essential: true } },
      userinfo: { email: { essential: true }, phone_number: null },
    });
    const login = { ...signInOf(SUB, server().clock.now(), ['password', 'sms']), acr: MFA };
    const tokens = await browser.tokens({ claims }, { login });
    expect(claimsOf(tokens.id_token)['acr']).toBe(MFA);
    expect(claimsOf(tokens.id_token)).not.toHaveProperty('email');
    const userinfo = (await (await browser.userinfo(tokens.access_token)).json()) as object;
    expect(userinfo).toHaveProperty('name');
    expect(userinfo).not.toHaveProperty('email');
    expect(userinfo).not.toHaveProperty('phone_number');
  });
});

describe('prompt=none with an essential acr', () => {
  const asked: unknown[] = [];
  const server = withServer({
    evaluateSession: async ({ request }) => {
      asked.push(request.acrEssential);
      return { satisfied: false };
    },
  });

  it('is judged by the policy as well', async () => {
    const browser = new Browser(server());
    await browser.signIn();
    const answer = await browser.start({ prompt: 'none', claims: acr({ essential: true, value: MFA }) });
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('interaction_required');
    expect(asked).toEqual([true]);
  });
});
