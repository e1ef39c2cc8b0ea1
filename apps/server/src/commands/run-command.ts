import { openCommandTools } from '../composition/open-stores.js';
import type { CommandTools } from '../composition/open-stores.js';
import { generatedKeys } from '../development/generated-keys.js';
import { readSettings } from '../settings/read-settings.js';
import type { ServerSettings } from '../settings/server-settings.js';

/** Something that an operator runs with the settings of the server; resolves to whether all is well. */
export type Command = (tools: CommandTools, settings: ServerSettings) => Promise<boolean>;

/** Runs a command on the database of the environment and sets the exit code: 0 when all is well, else 1 with a message. */
export async function runCommand(command: Command): Promise<void> {
  try {
    const settings = readSettings(process.env, generatedKeys);
    const tools = openCommandTools(settings);
    try {
      if (!(await command(tools, settings))) process.exitCode = 1;
    } finally {
      await tools.database.close();
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** A line of the report. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
