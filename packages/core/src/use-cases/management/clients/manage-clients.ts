import type { EngineDependencies } from '../../../engine/dependencies.js';
import { TesseraError } from '../../../errors/tessera-error.js';
import { ViolationList } from '../../../errors/violation-list.js';
import type { JsonValue } from '../../../json/json.js';
import type { DirectoryStore } from '../../../ports/directory-store.js';
import type { Client, Tenant } from '../../../tenant/tenant.js';
import { checkRoles } from '../access/grants.js';
import type { OperatorCall } from '../access/grants.js';
import { diffJson } from '../json-diff.js';
import type { ManagedWrite } from '../manage-documents.js';
import { clientDocument } from './client-document.js';
import { withAnySecret, withSecret } from './client-secret.js';
import { readClient } from './read-client.js';

/** A write that others overtook is judged again this often, when the caller named no version. */
const MOST_TRIES = 5;

/** What the clients need. */
export interface ManageClientsParts {
  readonly dependencies: Pick<EngineDependencies, 'randomness'>;
  readonly directory: DirectoryStore;
  /** What the protocol layer finds wrong with a client, if anything; as a broken one would only surface at a login. */
  readonly clientViolation: (client: Client) => Promise<string | undefined>;
}

/** OAuth 2.0 clients of a tenant (specification 5.5). All methods throw TesseraError `ERR_STORE_UNAVAILABLE`; `ERR_NOT_FOUND`. */
export class ManageClients {
  private readonly parts: ManageClientsParts;

  constructor(parts: ManageClientsParts) {
    this.parts = parts;
  }

  /**
   * A secret that was not supplied is generated and shown in this answer only.
   * @throws TesseraError `ERR_INVALID_DOCUMENT` with all violations, `ERR_CONFLICT`, `ERR_ACCESS_DENIED` for roles beyond the operator's own
   */
  async create(call: OperatorCall, posted: JsonValue): Promise<ManagedWrite> {
    const { directory } = this.parts;
    const violations = new ViolationList();
    const client = await this.read(call, posted, undefined, violations);
    const { clientId } = client;
    await this.refuseTaken(client, undefined);
    const { complete, shown } = withSecret(this.parts.dependencies.randomness, client, call.dryRun);
    if (!call.dryRun && !(await directory.insertClient(complete))) throw conflict(clientId);
    return {
      id: clientId,
      result: { ...clientDocument(complete), ...shown },
      version: 1,
      warnings: violations.warnings,
    };
  }

  /** Also a disabled one. */
  async get(tenantId: string, clientId: string): Promise<Client> {
    const client = await this.parts.directory.findAnyClient(tenantId, clientId);
    if (!client) throw new TesseraError('ERR_NOT_FOUND', 'no such client');
    return client;
  }

  /** Oldest first, disabled ones included. */
  list(
    tenantId: string,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly list: readonly Client[]; readonly totalCount: number }> {
    return this.parts.directory.listClients(tenantId, page);
  }

  /** Full replacement; an omitted `enabled`, `roles` or secret keeps its value. @throws TesseraError as {@link create}, `ERR_PRECONDITION_FAILED` */
  async update(call: OperatorCall, clientId: string, posted: JsonValue): Promise<ManagedWrite> {
    for (let tries = 1; ; tries += 1) {
      const before = await this.get(call.tenantId, clientId);
      refuseStale(call, before);
      const violations = new ViolationList();
      const client = await this.read(call, posted, before, violations);
      const { complete, shown } = withSecret(this.parts.dependencies.randomness, client, call.dryRun);
      await this.refuseTaken(complete, before);
      const written = call.dryRun ? 'written' : await this.parts.directory.replaceClient(complete, before.version);
      if (written === 'written') {
        const result = { ...clientDocument(complete), ...shown };
        const diff = [...diffJson(clientDocument(before), clientDocument(complete)), ...secretChange(before, complete)];
        return { id: clientId, result, version: complete.version, warnings: violations.warnings, diff };
      }
      if (call.expectedVersion !== undefined || tries === MOST_TRIES)
        throw written === 'taken' ? conflict(clientId) : stale();
    }
  }

  /** @throws TesseraError `ERR_PRECONDITION_FAILED`, `ERR_ACCESS_DENIED` */
  async remove(call: OperatorCall, clientId: string): Promise<void> {
    const { directory } = this.parts;
    for (let tries = 1; ; tries += 1) {
      const client = await this.get(call.tenantId, clientId);
      refuseStale(call, client);
      const change = { kind: 'client' as const, id: clientId, before: client.roles, after: client.roles };
      await checkRoles(directory, call, change, new ViolationList());
      if (call.dryRun || (await directory.removeClient(call.tenantId, clientId, client.version))) return;
      // It is gone, or has changed: the next round tells which.
      if (tries === MOST_TRIES) throw stale();
    }
  }

  private async read(
    call: OperatorCall,
    posted: JsonValue,
    stored: Client | undefined,
    violations: ViolationList,
  ): Promise<Client> {
    const { directory, dependencies, clientViolation } = this.parts;
    const tenant = await this.tenantOf(call);
    const generatedId = dependencies.randomness.uuid();
    const client = readClient({ posted, tenant, generatedId, ...(stored ? { stored } : {}) }, violations);
    const change = { kind: 'client' as const, before: stored?.roles ?? [], after: client.roles };
    await checkRoles(directory, call, stored ? { ...change, id: stored.clientId } : change, violations);
    // The protocol layer tells one thing at a time, so it is asked once the rest is right.
    const violation = violations.isEmpty ? await clientViolation(withAnySecret(client)) : undefined;
    if (violation !== undefined) violations.add(violation.startsWith('redirect') ? '/redirect_uris' : '', violation);
    violations.throwIfAny('the client');
    return client;
  }

  /** Ids and aliases are names of one kind: each belongs to one client of the tenant. */
  private async refuseTaken({ tenantId, clientId, clientIdAlias }: Client, before: Client | undefined): Promise<void> {
    for (const name of [clientId, clientIdAlias]) {
      const owner = name === undefined ? undefined : await this.parts.directory.findClientNamed(tenantId, name);
      if (owner !== undefined && owner.clientId !== before?.clientId) throw conflict(owner.clientId);
    }
  }

  private async tenantOf({ tenantId }: OperatorCall): Promise<Tenant> {
    const tenant = await this.parts.directory.findTenant(tenantId);
    if (!tenant) throw new TesseraError('ERR_NOT_FOUND', 'no such tenant');
    return tenant;
  }
}

function secretChange(before: Client, after: Client): NonNullable<ManagedWrite['diff']> {
  if (before.clientSecret === undefined || after.clientSecret === undefined) return [];
  if (before.clientSecret === after.clientSecret) return [];
  return [{ pointer: '/client_secret', before: '********', after: '********', secret_changed: true }];
}

function refuseStale({ expectedVersion }: OperatorCall, { version }: Client): void {
  if (expectedVersion !== undefined && expectedVersion !== version) throw stale();
}

function stale(): TesseraError {
  return new TesseraError('ERR_PRECONDITION_FAILED', 'the client has changed since it was read');
}

function conflict(clientId: string): TesseraError {
  return new TesseraError('ERR_CONFLICT', 'An object with this id already exists', { conflictingId: clientId });
}
