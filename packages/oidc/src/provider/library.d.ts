// The library ships no declarations for its inner modules; library.ts gives them the types of its public entry.
declare module 'oidc-provider/lib/provider.js' {
  export const Provider: unknown;
}
declare module 'oidc-provider/lib/helpers/als.js' {
  const storage: unknown;
  // eslint-disable-next-line no-restricted-syntax -- as the library exports it
  export default storage;
}
declare module 'oidc-provider/lib/helpers/errors.js' {
  export const CustomOIDCProviderError: unknown;
  export const InvalidGrant: unknown;
  export const UnsupportedResponseMode: unknown;
}
declare module 'oidc-provider/lib/helpers/interaction_policy/index.js' {
  export const Check: unknown;
  export const Prompt: unknown;
  export const base: unknown;
}
