import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

/** Kept at the request itself: a WeakMap of what lives for one answer is work for the garbage collector. */
const ID = Symbol('request id');

interface Identified extends Request {
  [ID]?: string;
}

/** The header that shows the id. */
export const REQUEST_ID_HEADER = 'X-Request-Id';

/** Gives every request an id, shown in the response; the caller's own `X-Request-Id` is kept when it is harmless. */
export function requestId(req: Request, res: Response, next: NextFunction): void {
  res.setHeader(REQUEST_ID_HEADER, identify(req));
  next();
}

/** Gives a request its id, which the answer must show. */
export function identify(req: Request): string {
  const given = req.headers['x-request-id'];
  const id = typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
  (req as Identified)[ID] = id;
  return id;
}

export function requestIdOf(req: Request): string {
  return (req as Identified)[ID] ?? '';
}
