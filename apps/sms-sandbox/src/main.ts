import { DEFAULT_PORT, createSmsSandbox } from './sandbox.js';

function readPort(value: string | undefined): number {
  const port = Number(value ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error('TESSERA_SANDBOX_PORT must be a port number');
  }
  return port;
}

try {
  const sandbox = createSmsSandbox();
  const { port } = await sandbox.listen(readPort(process.env['TESSERA_SANDBOX_PORT']));
  console.log(`SMS sandbox: http://localhost:${String(port)} (inbox), codes are random and shown there`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void sandbox.close();
    });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
