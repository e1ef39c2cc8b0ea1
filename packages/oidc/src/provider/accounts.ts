import type { Account, FindAccount } from 'oidc-provider';
import {
  isActiveStatus,
  isListed,
  PROFILE_CLAIMS,
  type JsonValue,
  type Tenant,
  type User,
  type UserStore,
} from '@tessera/core';
import { valueOfToken } from './jwt-access-tokens.js';

/** Claims by scope, specification 4.9. `at_hash` and `azp` are only ever given for id_tokens. */
export const CLAIMS_BY_SCOPE: Readonly<Record<string, string[]>> = {
  openid: ['sub', 'acr', 'amr', 'auth_time', 'azp', 'at_hash'],
  profile: [...PROFILE_CLAIMS, 'preferred_username', 'updated_at'],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  address: ['address'],
};

/** Claims by scope that the tenant releases. Those about the sign-in itself are part of the protocol and always there. */
export function claimsFor(tenant: Tenant): Record<string, string[]> {
  const released = Object.entries(CLAIMS_BY_SCOPE).map(([scope, names]) => [
    scope,
    names.filter((name) => scope === 'openid' || isListed(tenant, 'claims_supported', name)),
  ]);
  return Object.fromEntries(released) as Record<string, string[]>;
}

/** Finds accounts for the library. Users who are not active do not exist for it: their sessions and tokens stop working at once. */
export function accountFinder(tenantId: string, users: UserStore): FindAccount {
  return async (ctx, sub): Promise<Account | undefined> => {
    const user = await users.findById(tenantId, sub);
    if (user === undefined || !isActiveStatus(user.status)) return undefined;
    return {
      accountId: sub,
      claims: (use) => ({
        ...(use === 'id_token'
          ? { azp: ctx.oidc.client?.clientId, at_hash: valueOfToken(ctx.oidc.entities.AccessToken) }
          : userClaims(user)),
        sub,
      }),
    };
  };
}

/** The standard claims of a user; the library picks those that the token's scopes allow. */
function userClaims(user: User): Record<string, JsonValue> {
  const { claims, email, phoneNumber } = user;
  const stored = [...PROFILE_CLAIMS, 'address'].flatMap((name) => {
    const value = claims[name];
    return value === undefined || value === null ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(stored),
    preferred_username: user.preferredUsername,
    updated_at: Math.floor(user.updatedAt / 1000),
    ...(email !== undefined && { email, email_verified: user.emailVerified }),
    ...(phoneNumber !== undefined && { phone_number: phoneNumber, phone_number_verified: user.phoneNumberVerified }),
  };
}
