import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { AuthorizationRequestError } from '../errors.js';
import { parametersOf, toAuthenticationRequest } from './authorization-parameters.js';
import { exchangeOf } from './exchange.js';
import { ProtocolError } from './library.js';
import { liveSession } from './session-verdict.js';
import { findClient, type TenantContext } from './tenant-context.js';

type InteractionUrl = NonNullable<NonNullable<Configuration['interactions']>['url']>;

/** Has the engine create the transaction that carries the id of the library's interaction. */
export async function startInteraction(
  context: TenantContext,
  ctx: KoaContextWithOIDC,
  interaction: Parameters<InteractionUrl>[1],
): Promise<string> {
  if (exchangeOf(ctx.req).kind === 'finish') {
    throw new ProtocolError('interaction_required', `unresolved: ${interaction.prompt.reasons.join(', ')}`);
  }
  try {
    const client = await findClient(context, String(ctx.oidc.client?.clientId));
    if (client === undefined) throw new AuthorizationRequestError('unauthorized_client', 'client_id is unknown');
    const session = liveSession(ctx);
    const { location } = await context.options.hooks.startAuthentication({
      tenant: context.tenant,
      client,
      transactionId: interaction.uid,
      request: toAuthenticationRequest(parametersOf(ctx), context.tenant),
      ...(session !== undefined && { session }),
      req: ctx.req,
      res: ctx.res,
    });
    return location;
  } catch (error) {
    await interaction.destroy();
    throw error instanceof AuthorizationRequestError ? new ProtocolError(error.error, error.description) : error;
  }
}
