import { isUtf8 } from 'node:buffer';
import { isJsonObject } from '@tessera/core';
import type { JsonObject, JsonValue } from '@tessera/core';
import express from 'express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { HTTP_REFUSALS, HttpRefusal } from './http-refusal.js';

const MAX_DEPTH = 64;

/** Bodies by request: kept out of `req.body`, which anything may have put there. */
const bodies = new WeakMap<Request, JsonValue>();

/**
 * Reads a JSON body of at most `limitBytes`. An absent body counts as `{}`.
 * Refuses with 415 any other content type, with 413 what is larger, with 400 what is not well-formed UTF-8 JSON, is nested deeper than
 * 64 levels or contains NUL.
 */
export function jsonBody(limitBytes: number): readonly RequestHandler[] {
  const raw = express.raw({ type: () => true, limit: limitBytes });
  return [raw, parseBody];
}

function parseBody(req: Request, _res: Response, next: NextFunction): void {
  const bytes: unknown = req.body;
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
    bodies.set(req, {});
    return next();
  }
  if (!isJson(req.headers['content-type'])) throw new HttpRefusal(HTTP_REFUSALS.contentType);
  bodies.set(req, parseJson(bytes));
  next();
}

/** `application/json`, in UTF-8 where it names a charset (RFC 8259 §8.1). */
function isJson(contentType = ''): boolean {
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  return (
    type === 'application/json' &&
    parameters.every((parameter) => !parameter.startsWith('charset') || /^charset="?utf-8"?$/.test(parameter))
  );
}

/** Reads JSON as {@link jsonBody} promises. @throws HttpRefusal 400 */
export function parseJson(bytes: Buffer): JsonValue {
  try {
    const value = isUtf8(bytes) ? (JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, '')) as JsonValue) : undefined;
    if (value !== undefined && isAcceptable(value, MAX_DEPTH)) return value;
  } catch {
    // A parser's own message may quote the body, and with it a code or a password.
  }
  throw new HttpRefusal(HTTP_REFUSALS.malformedBody);
}

function isAcceptable(value: JsonValue, depthLeft: number): boolean {
  if (typeof value === 'string') return !value.includes('\u0000');
  if (typeof value !== 'object' || value === null) return true;
  if (depthLeft === 0) return false;
  return Object.entries(value).every(
    ([name, member]) => !name.includes('\u0000') && isAcceptable(member, depthLeft - 1),
  );
}

/** The body that {@link jsonBody} read, whatever it is. */
export function bodyOf(req: Request): JsonValue {
  const body = bodies.get(req);
  return body === undefined ? {} : body;
}

/** Refuses with 400 what is not an object. */
export const requireObject: RequestHandler = (req, _res, next) => {
  objectBodyOf(req);
  next();
};

/** The body as an object. @throws HttpRefusal 400 for anything else */
export function objectBodyOf(req: Request): JsonObject {
  const body = bodyOf(req);
  if (!isJsonObject(body)) throw new HttpRefusal(HTTP_REFUSALS.malformedBody);
  return body;
}
