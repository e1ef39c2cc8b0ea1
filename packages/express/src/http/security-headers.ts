import type { NextFunction, Request, RequestHandler, Response } from 'express';

/** Headers on every answer (specification 4.1). `Strict-Transport-Security` where the public URL is https. */
export function securityHeaders(isHttps: boolean): RequestHandler {
  return (_req: Request, res: Response, next: NextFunction) => {
    res.setHeader('X-Content-Type-Options', 'nosniff');
    res.setHeader('Referrer-Policy', 'no-referrer');
    if (isHttps) res.setHeader('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
    next();
  };
}
