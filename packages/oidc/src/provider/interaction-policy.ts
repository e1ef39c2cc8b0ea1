import type { interactionPolicy, KoaContextWithOIDC } from 'oidc-provider';
import { Check, emptyPolicy, Prompt } from './library.js';
import { isSilent, isTooOld, liveSession, verdictOn } from './session-verdict.js';
import type { TenantContext } from './tenant-context.js';

/** Prompts that a client may ask for besides `login` and `none`; the sign-in page honours them, finishing resolves them. */
export const FURTHER_PROMPTS = ['select_account', 'create', 'consent'] as const;

/**
 * When the browser has to go to the sign-in page: always, but for `prompt=none` and for a request that a sign-in has just finished.
 * The library on its own would answer any request from a live session; whether a session is good enough is for the policy to say.
 */
export function signInPolicy(context: TenantContext): interactionPolicy.DefaultPolicy {
  const login = new Prompt(
    { name: 'login', requestable: true },
    new Check(
      'no_session',
      'No active session',
      'login_required',
      (ctx) => isSilent(ctx) && liveSession(ctx) === undefined,
    ),
    new Check('max_age', 'A new sign-in is required', 'login_required', (ctx) => {
      const session = isSilent(ctx) ? liveSession(ctx) : undefined;
      return session !== undefined && isTooOld(context, ctx, session);
    }),
    new Check('id_token_hint', 'The session belongs to another user', 'login_required', isSessionOfAnotherUser),
    new Check(
      'policy',
      'The session does not satisfy the authentication policy',
      'interaction_required',
      async (ctx) => {
        if (!isSilent(ctx)) return false;
        const session = liveSession(ctx);
        return session !== undefined && !(await verdictOn(context, ctx, session)).satisfied;
      },
    ),
    new Check(
      'sign_in',
      'Sign-in is required',
      'login_required',
      ({ oidc }) => !oidc.prompts.has('none') && !oidc.result?.login,
    ),
  );
  const policy = emptyPolicy();
  policy.add(login);
  for (const name of FURTHER_PROMPTS) policy.add(new Prompt({ name, requestable: true }));
  return policy;
}

function isSessionOfAnotherUser(ctx: KoaContextWithOIDC): boolean {
  const hint = ctx.oidc.entities.IdTokenHint;
  return hint !== undefined && isSilent(ctx) && hint.payload['sub'] !== liveSession(ctx)?.sub;
}
