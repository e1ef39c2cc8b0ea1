import { ProtocolGrants } from '@tessera/oidc';
import { Browser } from './support/browser.js';
import { OTHER_SUB, OTHER_TENANT_ID, SUB, TENANT_ID } from './support/identity-server.js';
import { withServer } from './support/with-server.js';

const YEAR = 365 * 24 * 3600;

describe('the grants of a user', () => {
  const server = withServer({
    verifyPassword: async () => ({ kind: 'accepted', sub: SUB, methods: ['password'], authenticatedAt: 0 }),
  });
  const grants = (): ProtocolGrants => new ProtocolGrants(server().protocol);
  const now = (): number => server().clock.now();
  const list = (sub = SUB, tenantId = TENANT_ID): ReturnType<ProtocolGrants['listByUser']> =>
    grants().listByUser(tenantId, sub, now());

  it('are listed oldest first, each with what is known of it, for as long as they live', async () => {
    const begun = now();
    await new Browser(server()).tokens();
    server().clock.advanceSeconds(5);
    await new Browser(server()).post('/v1/tokens', {
      grant_type: 'password',
      username: 'a',
      password: 'b',
      scope: 'profile',
    });
    await new Browser(server()).signIn({}, { sub: OTHER_SUB });
    const listed = await list();
    expect(listed).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{64}$/),
        sub: SUB,
        clientId: 'web-app',
        scopes: ['openid', 'profile'],
        createdAt: begun,
        expiresAt: begun + YEAR * 1000,
      },
      expect.objectContaining({ scopes: ['profile'], createdAt: begun + 5000 }),
    ]);
    expect(await list(SUB, OTHER_TENANT_ID)).toEqual([]);
    const [first] = listed;
    expect(await grants().find(TENANT_ID, first?.id ?? '', now())).toEqual(first);
    server().clock.advanceSeconds(YEAR - 5);
    expect(await grants().find(TENANT_ID, first?.id ?? '', now())).toBeUndefined();
    expect(await list()).toEqual([listed[1]]);
  });

  it('end with every code and token of theirs, and no other', async () => {
    const browser = new Browser(server());
    const tokens = await browser.tokens();
    const [grant] = await list();
    const id = grant?.id ?? '';
    const others = await browser.tokens();
    expect(await grants().revoke(OTHER_TENANT_ID, id, now())).toBe(false);
    expect(await grants().revoke(TENANT_ID, id, now())).toBe(true);
    expect(await grants().revoke(TENANT_ID, id, now())).toBe(false);
    expect((await browser.userinfo(tokens.access_token)).status).toBe(401);
    expect(await browser.introspect(tokens.access_token)).toEqual({ active: false });
    expect(await browser.introspect(tokens.refresh_token ?? '')).toEqual({ active: false });
    expect((await browser.refresh(tokens.refresh_token)).status).toBe(400);
    expect((await browser.userinfo(others.access_token)).status).toBe(200);
    expect((await browser.refresh(others.refresh_token)).status).toBe(200);
  });

  it('take along a code that was not exchanged yet', async () => {
    const browser = new Browser(server());
    const code = await browser.code();
    const [grant] = await list();
    await grants().revoke(TENANT_ID, grant?.id ?? '', now());
    expect((await browser.exchange(code)).status).toBe(400);
  });

  it('are worth nothing to a token that was issued while they were revoked', async () => {
    const browser = new Browser(server());
    const code = await browser.code();
    const [grant] = await list();
    const { protocol } = server();
    const upsert = protocol.upsert.bind(protocol);
    protocol.upsert = async (artifact) => {
      if (artifact.kind === 'AccessToken') await grants().revoke(TENANT_ID, grant?.id ?? '', now());
      return upsert(artifact);
    };
    const { access_token, refresh_token } = (await (await browser.exchange(code)).json()) as Record<string, string>;
    expect((await browser.userinfo(access_token ?? '')).status).toBe(401);
    expect(await browser.introspect(access_token ?? '')).toEqual({ active: false });
    expect((await browser.refresh(refresh_token)).status).toBe(400);
  });

  it('are let to one of parallel callers alone', async () => {
    await new Browser(server()).tokens();
    const [grant] = await list();
    const answers = await Promise.all([1, 2, 3].map(() => grants().revoke(TENANT_ID, grant?.id ?? '', now())));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('have an id that nobody takes for a credential', async () => {
    const browser = new Browser(server());
    await browser.tokens();
    const [grant] = await list();
    const id = grant?.id ?? '';
    expect((await browser.userinfo(id)).status).toBe(401);
    expect(await browser.introspect(id)).toEqual({ active: false });
    expect((await browser.refresh(id)).status).toBe(400);
    expect((await browser.exchange(id)).status).toBe(400);
  });
});
