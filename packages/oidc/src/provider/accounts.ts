import type { Account, FindAccount } from 'oidc-provider';
import { isActiveStatus, PROFILE_CLAIMS, type JsonValue, type User, type UserStore } from '@tessera/core';

/** Claims by scope, specification 4.9. `at_hash` and `azp` are only ever given for id_tokens. */
export const CLAIMS_BY_SCOPE: Readonly<Record<string, string[]>> = {
  openid: ['sub', 'acr', 'amr', 'auth_time', 'azp', 'at_hash'],
  profile: [...PROFILE_CLAIMS, 'preferred_username', 'updated_at'],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  address: ['address'],
};

/** Finds accounts for the library. Users who are not active do not exist for it: their sessions and tokens stop working at once. */
export function accountFinder(tenantId: string, users: UserStore): FindAccount {
  return async (ctx, sub): Promise<Account | undefined> => {
    const user = await users.findById(tenantId, sub);
    if (user === undefined || !isActiveStatus(user.status)) return undefined;
    return {
      accountId: sub,
      claims: (use) => ({
        ...(use === 'id_token'
          ? { azp: ctx.oidc.client?.clientId, at_hash: ctx.oidc.entities.AccessToken?.jti }
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
