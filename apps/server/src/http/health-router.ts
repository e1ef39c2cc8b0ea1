import { Router } from 'express';
import type { Request, Response } from 'express';

/** Something that must answer for the server to be ready. */
export interface Pingable {
  ping(): Promise<unknown>;
}

/** `/health/live`: the process runs. `/health/ready`: it can serve; each dependency is named. */
export function healthRouter(dependencies: Readonly<Record<string, Pingable>>): Router {
  const router = Router();
  router.get('/health/live', (_req: Request, res: Response) => {
    res.json({ status: 'ok' });
  });
  router.get('/health/ready', async (_req: Request, res: Response) => {
    const checks = await Promise.all(
      Object.entries(dependencies).map(async ([name, one]) => [name, await isReachable(one)] as const),
    );
    const isReady = checks.every(([, reachable]) => reachable);
    const named = Object.fromEntries(checks.map(([name, reachable]) => [name, wordFor(reachable)]));
    res.status(isReady ? 200 : 503).json({ status: wordFor(isReady), ...named });
  });
  return router;
}

async function isReachable(dependency: Pingable): Promise<boolean> {
  return dependency.ping().then(
    () => true,
    () => false,
  );
}

function wordFor(isReachable: boolean): string {
  return isReachable ? 'ok' : 'unavailable';
}
