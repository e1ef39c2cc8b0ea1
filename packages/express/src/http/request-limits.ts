import { addressForBudget, refusalUntil } from '@tessera/core';
import type { Request, RequestHandler } from 'express';
import { HttpRefusal } from './http-refusal.js';

/** Counts the requests of callers within a window. Never throws: what to do when its counters are out of reach is its own affair. */
export interface RequestLimiter {
  /** Takes a unit. Undefined when there was one, else the seconds until there is one again. */
  take(caller: string): Promise<number | undefined>;
  /** Takes nothing. Undefined when a unit is left, else the seconds until there is one again. */
  wait(caller: string): Promise<number | undefined>;
}

/** Limits of load. Guessing has budgets of its own in the engine; these only keep one caller from taking the server from the others. */
export interface RequestLimits {
  /** Calls of the management API, by operator. */
  readonly operators?: RequestLimiter;
  /** Requests at the token endpoint, by address. */
  readonly tokens?: RequestLimiter;
  /** Requests that were refused with 401 at the management API or the token endpoint, by address. */
  readonly refused?: RequestLimiter;
}

/** 429 "Too many requests. Please try again later." when a limiter named seconds. */
export function refuseOver(seconds: number | undefined): void {
  if (seconds === undefined) return;
  throw new HttpRefusal(refusalUntil(429, 'too_many_requests', 'Too many requests. Please try again later.', seconds));
}

/** Whose address a request counts for: IPv6 by /64. */
export function callerAddress(req: Request): string {
  return addressForBudget(req.ip);
}

/** Stands before the protocol layer at `/v1/tokens`, which answers itself: a refusal is counted once the answer is out. */
export function limitTokenRequests({ tokens, refused }: RequestLimits): RequestHandler {
  return async (req, res, next) => {
    const address = callerAddress(req);
    refuseOver(await refused?.wait(address));
    if (req.path === '/') refuseOver(await tokens?.take(address));
    if (refused) {
      res.once('finish', () => {
        if (res.statusCode === 401) void refused.take(address);
      });
    }
    next();
  };
}
