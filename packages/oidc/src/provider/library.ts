// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- an import of a declaration file would be looked for at run time
/// <reference path="./library.d.ts" />
// The library's index does nothing but warn on Node 20, where it is known to work (docs/reference/protocol.md), and re-export
// these modules. Its version is pinned exactly, so the inner paths cannot move unnoticed.
import type { AsyncLocalStorage } from 'node:async_hooks';
import type OidcProvider from 'oidc-provider';
import type { errors, interactionPolicy } from 'oidc-provider';
import storage from 'oidc-provider/lib/helpers/als.js';
import {
  CustomOIDCProviderError as CustomErrorImplementation,
  InvalidGrant as InvalidGrantImplementation,
} from 'oidc-provider/lib/helpers/errors.js';
import {
  base,
  Check as CheckImplementation,
  Prompt as PromptImplementation,
} from 'oidc-provider/lib/helpers/interaction_policy/index.js';
import { Provider as ProviderImplementation } from 'oidc-provider/lib/provider.js';

/** The library's server, one per tenant. */
export const Provider: typeof OidcProvider = ProviderImplementation as typeof OidcProvider;
export type Provider = OidcProvider;

/** Where the library keeps what it is doing. */
export const contextStorage: AsyncLocalStorage<unknown> = storage as AsyncLocalStorage<unknown>;

/** A protocol error with any `error` code; redirected where a redirect is possible. */
export const ProtocolError: typeof errors.CustomOIDCProviderError =
  CustomErrorImplementation as typeof errors.CustomOIDCProviderError;

/** `invalid_grant`; its argument is the detail for the log, not for the caller. */
export const InvalidGrant: typeof errors.InvalidGrant = InvalidGrantImplementation as typeof errors.InvalidGrant;

export const Check: typeof interactionPolicy.Check = CheckImplementation as typeof interactionPolicy.Check;
export const Prompt: typeof interactionPolicy.Prompt = PromptImplementation as typeof interactionPolicy.Prompt;

/** An empty interaction policy to add prompts to. */
export function emptyPolicy(): interactionPolicy.DefaultPolicy {
  const policy = (base as typeof interactionPolicy.base)();
  policy.clear();
  return policy;
}
