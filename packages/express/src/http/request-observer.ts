import type { Request, RequestHandler, Response } from 'express';

/** Is shown every request before it is answered, e.g. to log it when its answer ends. It neither answers nor changes anything. */
export type RequestObserver = (req: Request, res: Response) => void;

/** An observer where a middleware is wanted. */
export function observing(observe: RequestObserver): RequestHandler {
  return (req, res, next) => {
    observe(req, res);
    next();
  };
}
