import type { EngineDependencies } from '../../engine/dependencies.js';
import { TesseraError } from '../../errors/tessera-error.js';
import { eventOrigin, wantsEvents } from '../../event/event-delivery.js';
import { createSecurityEvent } from '../../event/event-factory.js';
import type { TokenGrant } from '../../ports/grant-store.js';

/** What users have granted to clients, for those who administer a tenant. All methods throw TesseraError `ERR_STORE_UNAVAILABLE`. */
export class ManageGrants {
  private readonly dependencies: EngineDependencies;

  constructor(dependencies: EngineDependencies) {
    this.dependencies = dependencies;
  }

  /** Living grants of a user, oldest first, all or those to one client; none for an unknown user. */
  async list(tenantId: string, sub: string, clientId?: string): Promise<readonly TokenGrant[]> {
    const { grants, clock } = this.dependencies;
    const all = (await grants?.listByUser(tenantId, sub, clock.now())) ?? [];
    return clientId === undefined ? all : all.filter((grant) => grant.clientId === clientId);
  }

  /** @throws TesseraError `ERR_NOT_FOUND` for a grant that does not exist, has expired or was revoked */
  async get(tenantId: string, grantId: string): Promise<TokenGrant> {
    const { grants, clock } = this.dependencies;
    const grant = await grants?.find(tenantId, grantId, clock.now());
    if (!grant) throw new TesseraError('ERR_NOT_FOUND', 'no such grant');
    return grant;
  }

  /** Revokes a grant with every code, access token and refresh token of it. @throws TesseraError `ERR_NOT_FOUND` */
  async revoke(tenantId: string, grantId: string): Promise<void> {
    const { grants, clock } = this.dependencies;
    const grant = await this.get(tenantId, grantId);
    if (!(await grants?.revoke(tenantId, grantId, clock.now())))
      throw new TesseraError('ERR_NOT_FOUND', 'the grant was revoked meanwhile');
    await this.record(tenantId, grant);
  }

  private async record(tenantId: string, { sub, clientId, scopes }: TokenGrant): Promise<void> {
    const { directory, users, events, clock } = this.dependencies;
    const tenant = await directory.findTenant(tenantId);
    if (!tenant || !wantsEvents(tenant)) return;
    const user = await users.findById(tenantId, sub);
    const context = { ...eventOrigin(tenant), client: { id: clientId } };
    const detail = { reason: 'grant_deleted', scope: scopes.join(' ') };
    const event = createSecurityEvent({ type: 'revoke_token', user, detail }, context, clock.now(), this.dependencies);
    await events.append([event]);
  }
}
