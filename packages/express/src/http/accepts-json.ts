import type { RequestHandler } from 'express';
import { HTTP_REFUSALS, HttpRefusal } from './http-refusal.js';

/** Refuses with 406 a caller that takes anything but JSON. */
export const acceptsJson: RequestHandler = (req, _res, next) => {
  if (req.accepts('application/json') === false) throw new HttpRefusal(HTTP_REFUSALS.notAcceptable);
  next();
};
