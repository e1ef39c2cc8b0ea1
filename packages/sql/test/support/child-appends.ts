import { writeSync } from 'node:fs';
import { aSecurityEvent, aUser } from '@tessera/testkit';
import { openSqlite } from '@tessera/sql';
import { createTestStores } from './stores.js';

// Writes until it is killed, and says what has been acknowledged: `<event id> <sub>` a line.
const [, , path = '', tenantId = ''] = process.argv;
const { events, users } = createTestStores(openSqlite({ path }));

for (;;) {
  const [event, user] = [aSecurityEvent({ tenant: { id: tenantId, name: 'Example' } }), aUser({ tenantId })];
  await Promise.all([events.append([event]), users.insert(user)]);
  writeSync(1, `${event.id} ${user.sub}\n`);
}
