import { isActiveStatus, PASSWORD_RESET_SCOPE, type CodeProof, type LoginReference } from '@tessera/core';
import { findCodeProof } from './provider/code-proofs.js';
import { findClient } from './provider/tenant-context.js';
import type { TenantProvider } from './provider/tenant-provider.js';

/** Whose access token a request carries. */
export type VerifiedToken =
  | {
      readonly kind: 'user';
      readonly sub: string;
      readonly clientId: string;
      readonly scopes: readonly string[];
      readonly acr?: string;
      readonly amr: readonly string[];
      /** What was issued with it, for the one call that ends everything else. */
      readonly login: LoginReference;
      /** With the scope `password:reset`, while it can be used. */
      readonly codeProof?: CodeProof;
    }
  | { readonly kind: 'client'; readonly clientId: string; readonly scopes: readonly string[] };

/** Undefined for anything but a living token of this tenant, whose client is enabled and whose user is active. */
export async function verifyBearer(
  { provider, context }: TenantProvider,
  value: string,
): Promise<VerifiedToken | undefined> {
  const token = (await provider.AccessToken.find(value)) ?? (await provider.ClientCredentials.find(value));
  if (token === undefined || token.isExpired || token.clientId === undefined) return undefined;
  const { clientId } = token;
  if ((await findClient(context, clientId)) === undefined) return undefined;
  const scopes = [...token.scopes];
  if (!('accountId' in token)) return { kind: 'client', clientId, scopes };
  // The grant is the anchor of revocation: a token written while its family was being revoked hangs on nothing.
  const grant = await provider.Grant.find(token.grantId);
  const user = await context.options.users.findById(context.tenant.id, token.accountId);
  if (grant === undefined || user === undefined || !isActiveStatus(user.status)) return undefined;
  const { acr, amr } = (token.extra ?? {}) as { readonly acr?: string; readonly amr?: readonly string[] };
  const { grantId, jti, sessionUid: sessionId } = token;
  const tokenId = context.options.digests.sha256Hex(jti);
  const codeProof = scopes.includes(PASSWORD_RESET_SCOPE) ? await findCodeProof(context, grantId) : undefined;
  return {
    kind: 'user',
    sub: user.sub,
    clientId,
    scopes,
    ...(acr !== undefined && { acr }),
    amr: amr ?? [],
    login: { grantId, tokenId, ...(sessionId !== undefined && { sessionId }) },
    ...(codeProof && { codeProof }),
  };
}
