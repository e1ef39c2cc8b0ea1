import { reseal } from '@tessera/sql';
import { print, runCommand } from './commands/run-command.js';

// `node apps/server/dist/rotate-keys.js`: encrypts stored rows anew under the first key of TESSERA_SECRETS_ENCRYPTION_KEYS.
await runCommand(async ({ database, secretBox }) => {
  const reports = await reseal({ database, secretBox, isCurrent: (sealed) => secretBox.isCurrent(sealed) });
  for (const { table, rows, resealed, unreadable } of reports) {
    print(
      `${table.padEnd(20)}${rows} rows, ${resealed} encrypted anew${unreadable > 0 ? `, ${unreadable} unreadable` : ''}`,
    );
  }
  const isDone = reports.every(({ unreadable }) => unreadable === 0);
  print(
    isDone
      ? 'Everything in the database is under the first key.'
      : 'Some rows are under a key that is not among the settings; check-database.js names it.',
  );
  return isDone;
});
