import { PASSWORD_RESET_PROOF_SECONDS, type CodeProof, type Instant } from '@tessera/core';
import type { TenantContext } from './tenant-context.js';

const KIND = 'PasswordResetProof';

interface Permission {
  readonly grantId: string;
  readonly accountId: string;
}

/** Keeps, with a grant, that a one-time code was entered in the sign-in that it comes from. Goes when the grant goes. */
export async function keepCodeProof(
  { options, tenant }: TenantContext,
  { grantId, accountId }: Permission,
  at: Instant,
): Promise<void> {
  await options.protocol.upsert({
    tenantId: tenant.id,
    kind: KIND,
    id: options.digests.sha256Hex(grantId),
    payload: { at },
    grantId,
    accountId,
    expiresAt: at + PASSWORD_RESET_PROOF_SECONDS * 1000,
  });
}

/** The proof behind a grant; undefined when there is none, when it is too old, and once it was used. */
export async function findCodeProof(
  { options, tenant }: TenantContext,
  grantId: string,
): Promise<CodeProof | undefined> {
  const { protocol, digests, clock } = options;
  const id = digests.sha256Hex(grantId);
  const found = await protocol.find(tenant.id, KIND, id, clock.now());
  const at = found?.payload['at'];
  if (found === undefined || found.consumedAt !== undefined || typeof at !== 'number') return undefined;
  return { at, take: () => protocol.consume(tenant.id, KIND, id, clock.now()) };
}
