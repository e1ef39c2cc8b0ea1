import type { NextFunction, Request, Response } from 'express';

/** Headers on every answer (specification 4.1), name by name. `Strict-Transport-Security` where the public URL is https. */
export function securityHeadersOf(isHttps: boolean): readonly (readonly [string, string])[] {
  return [
    ['X-Content-Type-Options', 'nosniff'],
    ['Referrer-Policy', 'no-referrer'],
    ...(isHttps ? ([['Strict-Transport-Security', 'max-age=31536000; includeSubDomains']] as const) : []),
  ];
}

/** Sets {@link securityHeadersOf}. */
export function securityHeaders(isHttps: boolean) {
  const headers = securityHeadersOf(isHttps);
  return (_req: Request, res: Response, next: NextFunction): void => {
    for (const [name, value] of headers) res.setHeader(name, value);
    next();
  };
}
