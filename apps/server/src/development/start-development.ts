import { createSmsSandbox } from '@tessera/sms-sandbox';
import type { SmsSandbox } from '@tessera/sms-sandbox';
import type { TesseraServer } from '../composition/create-server.js';
import type { ServerSettings } from '../settings/server-settings.js';
import { writeGuideEnv } from './guide-env.js';
import { ensureGuideTenant } from './guide-tenant.js';

/** What the development profile adds to a server that listens: the tenant of the guide, the sandbox, the block to paste. */
export async function startDevelopment(
  server: TesseraServer,
  settings: ServerSettings,
  serverUrl: string,
): Promise<{ close(): Promise<void> }> {
  const { bootstrap, dataDir } = settings;
  if (!bootstrap) return { close: () => Promise.resolve() };
  await ensureGuideTenant(server.adapters.storage.stores.directory, bootstrap);
  const sandbox = await startSandbox(settings.sandboxPort);
  const block = await writeGuideEnv({ serverUrl, bootstrap, dataDir });
  const inbox = sandbox ? `The SMS sandbox and its inbox are on ${sandbox.url}.` : '';
  process.stdout.write(`\nTessera is ready on ${serverUrl} (development profile). ${inbox}\n`);
  process.stdout.write(`Paste this into a shell, or run: source ${dataDir}/guide.env\n\n${block}\n`);
  return { close: async () => sandbox?.sandbox.close() };
}

async function startSandbox(
  port: number | undefined,
): Promise<{ readonly sandbox: SmsSandbox; readonly url: string } | undefined> {
  if (port === undefined) return undefined;
  const sandbox = createSmsSandbox();
  try {
    const { url } = await sandbox.listen(port);
    return { sandbox, url };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(
      `port ${port} is taken, so the SMS sandbox of the guide cannot listen; free it or set TESSERA_SANDBOX_PORT`,
      { cause: error },
    );
  }
}
