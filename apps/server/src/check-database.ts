import { checkDatabase } from '@tessera/sql';
import { print, runCommand } from './commands/run-command.js';

// `node apps/server/dist/check-database.js`: tells whether the database of the settings, e.g. a restored one, can serve with their keys.
await runCommand(async ({ database, secretBox, blindIndex }) => {
  const { counts, opened, problems } = await checkDatabase({ database, secretBox, blindIndex });
  for (const [table, count] of Object.entries(counts)) print(`${table.padEnd(20)}${String(count).padStart(10)}`);
  for (const problem of problems) print(`Problem: ${problem}`);
  if (problems.length === 0) print(`The database is sound; ${opened} encrypted rows were opened.`);
  return problems.length === 0;
});
