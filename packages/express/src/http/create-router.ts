import { Router } from 'express';

/** A router that knows the parameters of where it is mounted, and takes paths as they are written: case matters (RFC 3986 §6.2.2.1). */
export function createRouter(): Router {
  return Router({ mergeParams: true, caseSensitive: true });
}
