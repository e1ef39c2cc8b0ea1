import { Router } from 'express';
import type { Request, Response } from 'express';

/** Something that must answer for the server to be ready. */
export interface Pingable {
  ping(): Promise<unknown>;
}

/** `/health/live`: the process runs. `/health/ready`: it can serve. */
export function healthRouter(database: Pingable): Router {
  const router = Router();
  router.get('/health/live', (_req: Request, res: Response) => {
    res.json({ status: 'ok' });
  });
  router.get('/health/ready', async (_req: Request, res: Response) => {
    const isReady = await database.ping().then(
      () => true,
      () => false,
    );
    res
      .status(isReady ? 200 : 503)
      .json({ status: isReady ? 'ok' : 'unavailable', database: isReady ? 'ok' : 'unavailable' });
  });
  return router;
}
