import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { migrate, openSqlite } from '@tessera/sql';

// Waits for a line, so that several of these begin at the same time; then opens, migrates and says how many steps it ran.
writeSync(1, 'ready\n');
await once(process.stdin, 'data');
const database = openSqlite({ path: process.argv[2] ?? '' });
writeSync(1, `${String((await migrate(database)).length)}\n`);
await database.close();
process.exit(0);
