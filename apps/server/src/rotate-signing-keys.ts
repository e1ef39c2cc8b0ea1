import { parseArgs } from 'node:util';
import { allClients } from '@tessera/core';
import { NodeDigests } from '@tessera/crypto';
import { rotateSigningKey } from '@tessera/oidc';
import { createSqlStores } from '@tessera/sql';
import { print, runCommand } from './commands/run-command.js';
import { sharedStateSource } from './composition/shared-state.js';

// `node apps/server/dist/rotate-signing-keys.js [--urgent] <tenant id> …`: gives tenants new signing keys.
await runCommand(async ({ database, secretBox, clock, blindIndex }, settings) => {
  const options = { urgent: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (positionals.length === 0) throw new Error('usage: rotate-signing-keys.js [--urgent] <tenant id> …');
  const source = await sharedStateSource(settings, (error) => print(`Redis: ${String(error)}`));
  try {
    const digests = new NodeDigests(settings.keys.hash);
    const stores = createSqlStores(database, { secretBox, digests, clock, blindIndex, notices: source.notices });
    for (const tenantId of positionals) {
      const tenant = await stores.directory.findTenant(tenantId);
      if (!tenant) throw new Error(`there is no tenant ${tenantId}`);
      const clients = await allClients(stores.directory, tenantId);
      const rotation = await rotateSigningKey(tenant, { keys: stores.signingKeys, clock, clients }, values.urgent);
      print(`${tenantId}: key ${rotation.kid} signs from ${new Date(rotation.signsFrom).toISOString()} on,`);
      print(`  the old one stays published until ${new Date(rotation.oldPublishedUntil).toISOString()}`);
    }
    return true;
  } finally {
    await source.close();
  }
});
