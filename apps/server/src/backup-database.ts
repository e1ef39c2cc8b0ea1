import { backupSqlite } from '@tessera/sql';
import { print, runCommand } from './commands/run-command.js';

// `node apps/server/dist/backup-database.js <file>`: copies the embedded database while servers use it.
await runCommand(async ({ database }) => {
  const path = process.argv[2];
  if (path === undefined) throw new Error('usage: backup-database.js <file>');
  await backupSqlite(database, path);
  print(`The database has been copied to ${path}. Its keys are not in it: keep them too, in another place.`);
  return true;
});
