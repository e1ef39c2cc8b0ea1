import { randomUUID } from 'node:crypto';
import { internalSms, smsPolicy } from './documents.js';
import type { Stores } from './seed.js';

/** A configuration and a policy, written past the management interface, as it would write them: there may be thousands. */
export async function addDocuments(stores: Stores, tenantId: string, versions = 1): Promise<void> {
  const { documents } = stores;
  const common = { tenantId, operator: 'bench', now: Date.now() };
  const sms = randomUUID();
  const configuration = { ...common, kind: 'authentication-configuration', id: sms, slot: 'sms' } as const;
  const document = { id: sms, ...internalSms() };
  await documents.create({ ...configuration, document, operation: 'create' });
  for (let version = 2; version <= versions; version += 1)
    await documents.replace({ ...configuration, document, operation: 'update' });
  const id = randomUUID();
  const policy = { ...common, kind: 'authentication-policy', id, slot: 'oauth' } as const;
  await documents.create({ ...policy, document: { id, ...smsPolicy() }, operation: 'create' });
}
