import type { DirectoryStore } from '../../../ports/directory-store.js';
import type { UserStore } from '../../../ports/user-store.js';

const SLICE = 200;

/** Tells whether a user or a client of the tenant has the role of this name. */
export async function isRoleInUse(
  { users, directory }: { readonly users: UserStore; readonly directory: DirectoryStore },
  tenantId: string,
  name: string,
): Promise<boolean> {
  for (let offset = 0; ; offset += SLICE) {
    const { list } = await directory.listClients(tenantId, { limit: SLICE, offset });
    if (list.some((client) => client.roles.includes(name))) return true;
    if (list.length < SLICE) break;
  }
  return users.isRoleInUse(tenantId, name);
}
