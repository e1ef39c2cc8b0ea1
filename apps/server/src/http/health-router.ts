import { closed, constant, declare, json, merged, oneOf, refusals } from '@tessera/express';
import type { Operation } from '@tessera/express';
import { Router } from 'express';
import type { Request, Response } from 'express';

/** Something that must answer for the server to be ready. */
export interface Pingable {
  ping(): Promise<unknown>;
}

const WORD = oneOf('ok', 'unavailable');
const READINESS = { ...closed({ status: WORD }), additionalProperties: WORD };

const LIVE: Operation = {
  operationId: 'isLive',
  method: 'get',
  summary: 'Tell that the process runs',
  tag: 'Server',
  access: 'public',
  responses: merged({ '200': json('It runs', closed({ status: constant('ok') })) }, refusals('Unexpected')),
};
const READY: Operation = {
  operationId: 'isReady',
  method: 'get',
  summary: 'Tell whether the server can serve',
  description: 'Names what it depends on.',
  tag: 'Server',
  access: 'public',
  responses: merged(
    { '200': json('It can', READINESS), '503': json('Something is missing', READINESS) },
    refusals('Unexpected'),
  ),
};

/** `/health/live`: the process runs. `/health/ready`: it can serve; each dependency is named. */
export function healthRouter(dependencies: Readonly<Record<string, Pingable>>): Router {
  const router = Router();
  declare(router, '/health/live', LIVE, (_req: Request, res: Response) => {
    res.setHeader('Cache-Control', 'no-store');
    res.json({ status: 'ok' });
  });
  declare(router, '/health/ready', READY, async (_req: Request, res: Response) => {
    const checks = await Promise.all(
      Object.entries(dependencies).map(async ([name, one]) => [name, await isReachable(one)] as const),
    );
    const isReady = checks.every(([, reachable]) => reachable);
    const named = Object.fromEntries(checks.map(([name, reachable]) => [name, wordFor(reachable)]));
    res.setHeader('Cache-Control', 'no-store');
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
