import type { Clock, Instant } from '../../../ports/clock.js';
import type { DirectoryStore } from '../../../ports/directory-store.js';
import { ViolationList } from '../../../errors/violation-list.js';
import { isJsonObject } from '../../../json/json.js';
import type { JsonObject, JsonValue } from '../../../json/json.js';
import { longestSignedLife } from '../../../tenant/signed-token-life.js';
import type { SigningKeyChange } from '../../../tenant/signing-key-change.js';
import type { Client, Tenant } from '../../../tenant/tenant.js';
import { FieldReader } from '../field-reader.js';
import { readJwks } from './read-jwks.js';

/** Tells what is wrong with a private key, if anything: one that cannot sign would surface at a token only. */
export type SigningKeyCheck = (jwk: JsonObject) => Promise<string | undefined>;

export interface SigningKeysToRead {
  /** The tenant as it was posted, `jwks` with private parts. */
  readonly posted: JsonValue;
  /** What it replaces; absent for a new tenant. */
  readonly before?: Tenant;
  /** The tenant as it was read. */
  readonly tenant: Tenant;
  readonly directory: Pick<DirectoryStore, 'listClients'>;
  readonly clock: Clock;
  readonly check: SigningKeyCheck;
}

/** Nodes whose clocks differ by so much may work side by side. */
const CLOCK_SKEW_MILLISECONDS = 60_000;

/**
 * What the keys in a posted tenant mean for the store; undefined when nothing changes. To be asked after `readTenant`, which has told
 * everything but whether the keys work.
 */
export async function readSigningKeys(
  { posted, before, tenant, directory, clock, check }: SigningKeysToRead,
  violations: ViolationList,
): Promise<SigningKeyChange | undefined> {
  const known = before?.authorizationServer?.publicKeys ?? [];
  const block = isJsonObject(posted) ? posted['authorization_server'] : undefined;
  const keys = isJsonObject(block) ? readJwks(new FieldReader(block, new ViolationList()), known) : undefined;
  for (const { jwk, alg, pointer } of keys?.added ?? []) {
    const violation = await check({ ...jwk, alg });
    if (violation !== undefined) violations.add(`/authorization_server${pointer}`, violation);
  }
  const kept = idsOf(keys?.publicKeys ?? []);
  const removed = idsOf(known).filter((kid) => !kept.includes(kid));
  if (removed.length === 0 && (keys?.added ?? []).length === 0) return undefined;
  const at = clock.now();
  const added = (keys?.added ?? []).map(({ kid, alg, jwk }) => ({ tenantId: tenant.id, kid, alg, jwk, createdAt: at }));
  // They may hold tokens that live longer than the tenant's own.
  const clients = before === undefined ? [] : await allClients(directory, before.id);
  return { added, removed, kept, at, publishedUntil: endOf(at, before ?? tenant, clients) };
}

function idsOf(keys: readonly JsonObject[]): readonly string[] {
  return keys.flatMap(({ kid }) => (typeof kid === 'string' ? [kid] : []));
}

function endOf(at: Instant, tenant: Tenant, clients: readonly Client[]): Instant {
  return at + longestSignedLife(tenant, clients) * 1000 + CLOCK_SKEW_MILLISECONDS;
}

/** The clients of a tenant, disabled ones included. */
export async function allClients(
  directory: Pick<DirectoryStore, 'listClients'>,
  tenantId: string,
): Promise<readonly Client[]> {
  const found: Client[] = [];
  for (;;) {
    const { list, totalCount } = await directory.listClients(tenantId, { limit: 1000, offset: found.length });
    found.push(...list);
    if (list.length === 0 || found.length >= totalCount) return found;
  }
}
