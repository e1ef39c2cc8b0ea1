import { GUIDE } from '@tessera/server';
import * as oidc from 'openid-client';
import type { OpenServer } from './open-server.js';
import type { UserAgent } from './user-agent.js';
import { checkedFetch } from '../support/openapi/checked-fetch.js';

/** A request that a relying party has made, and what it must find in the answer. */
export interface Pending {
  readonly url: URL;
  readonly checks: oidc.AuthorizationCodeGrantChecks;
}

/** The library's calls, checked like our own. */
export const checkedLibraryFetch: oidc.CustomFetch = (url, options) => checkedFetch(url, options as RequestInit);

/** Discovers the guide's tenant as its web application, or as another client. */
export function discover(
  { issuer }: Pick<OpenServer, 'issuer'>,
  clientId: string = GUIDE.clientId,
  authentication: oidc.ClientAuth = oidc.ClientSecretBasic(GUIDE.clientSecret),
): Promise<oidc.Configuration> {
  return oidc.discovery(new URL(issuer), clientId, {}, authentication, {
    execute: [oidc.allowInsecureRequests],
    [oidc.customFetch]: checkedLibraryFetch,
  });
}

/** An authorization request with PKCE, state and nonce. */
export async function request(config: oidc.Configuration, parameters: Record<string, string> = {}): Promise<Pending> {
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const nonce = oidc.randomNonce();
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: GUIDE.redirectUri,
    scope: 'openid profile email',
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  });
  return {
    url,
    checks: { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
  };
}

/** Signs in with a password and redeems the code. */
export async function signIn(
  config: oidc.Configuration,
  agent: UserAgent,
  credentials: { readonly username: string; readonly password: string },
  parameters: Record<string, string> = {},
): Promise<Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>> {
  const { url, checks } = await request(config, parameters);
  await agent.open(url);
  await agent.must('password-authentication', credentials);
  return oidc.authorizationCodeGrant(config, await agent.finish(), checks);
}

/** What the token endpoint refuses, as the library tells it. @throws whatever else went wrong, and Error when nothing did */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ readonly status: number; readonly error: string; readonly description: string | undefined }> {
  const error: unknown = await call.then(
    () => new Error('the call was granted'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof oidc.ResponseBodyError)) throw error;
  return { status: error.status, error: error.error, description: error.error_description };
}
