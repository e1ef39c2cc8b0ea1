import { MemorySigningKeyStore } from '@tessera/memory';
import { rotateSigningKey } from '@tessera/oidc';
import type { SigningKeyRotation } from '@tessera/oidc';
import { Browser } from './support/browser.js';
import { aClient, aTenant, IdentityServer, TENANT_ID } from './support/identity-server.js';

describe('a rotation of the signing key', () => {
  const tenant = aTenant({ idTokenSigningAlg: 'ES256' });
  let server: IdentityServer;
  let keys: MemorySigningKeyStore;
  let before: string;

  beforeEach(async () => {
    keys = new MemorySigningKeyStore();
    server = await new IdentityServer({}, keys).open();
    server.put(tenant, aClient());
    before = await signingKid();
  });
  afterEach(() => server.close());

  const published = async (): Promise<readonly string[]> => {
    const { keys: list } = (await (await fetch(`${server.issuer}/v1/jwks`)).json()) as { keys: { kid: string }[] };
    return list.map(({ kid }) => kid);
  };
  /** Of the key that a token is signed with now. */
  const signingKid = async (): Promise<string> => {
    const { id_token: token } = await new Browser(server).tokens();
    return (JSON.parse(Buffer.from(String(token).split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid;
  };
  const rotate = async (isUrgent = false): Promise<SigningKeyRotation> => {
    const rotation = await rotateSigningKey(tenant, { keys, clock: server.clock }, isUrgent);
    server.authorization.forget(TENANT_ID);
    return rotation;
  };
  /** Moves the time to an instant; what nodes keep of the keys is older by then than it may be. */
  const goTo = (instant: number): void => {
    server.clock.advanceSeconds((instant - server.clock.now()) / 1000);
    server.authorization.forget(TENANT_ID);
  };

  it('publishes the new key before it signs, and the old one for as long as its tokens live', async () => {
    const { kid, signsFrom, oldPublishedUntil } = await rotate();
    expect(await published()).toEqual([before, kid]);
    expect(await signingKid()).toBe(before);

    goTo(signsFrom);
    expect(await signingKid()).toBe(kid);
    expect(await published()).toEqual([kid, before]);
    expect(oldPublishedUntil - signsFrom).toBeGreaterThanOrEqual(tenant.token.idTokenExpiresInSeconds * 1000);

    goTo(oldPublishedUntil - 1000);
    expect(await published()).toEqual([kid, before]);
    goTo(oldPublishedUntil);
    expect(await published()).toEqual([kid]);
  });

  it('leaves nodes that miss the notice time to see the new key before it signs', async () => {
    const { signsFrom } = await rotate();
    expect(signsFrom - server.clock.now()).toBeGreaterThanOrEqual(60_000);
  });

  it('that is urgent withdraws the old key at once', async () => {
    const { kid } = await rotate(true);
    expect(await published()).toEqual([kid]);
    expect(await signingKid()).toBe(kid);
  });

  it('follows another without a gap', async () => {
    const first = await rotate();
    const second = await rotate();
    expect(await signingKid()).toBe(before);
    goTo(Math.max(first.signsFrom, second.signsFrom));
    expect(await signingKid()).toBe(second.kid);
  });
});
