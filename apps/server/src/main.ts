import 'reflect-metadata';
import { createLogs } from './http/create-logger.js';
import { generatedKeys } from './development/generated-keys.js';
import { runServer } from './run-server.js';
import { readSettings } from './settings/read-settings.js';

try {
  const settings = readSettings(process.env, generatedKeys);
  const { log, requests } = createLogs(settings.logLevel);
  const running = await runServer(settings, log, requests);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.info({ signal }, 'stopping');
      void running.stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
