import { IncomingMessage, ServerResponse, createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { Express } from 'express';

/** From here on `Object.setPrototypeOf` costs nothing. */
const FIRST_FAST_MAJOR = 24;

/**
 * An HTTP server for an Express application. Express turns each request and response into its own by `Object.setPrototypeOf`, after which V8
 * takes every access to them the slow way: on Node.js 20 that is most of what stock Express costs. Here they are born with the prototypes
 * that Express would give them, so that there is nothing to change. The answers are the same. The application keeps these prototypes: it is
 * for one server.
 *
 * @param listener what hears the requests when it is not the application itself, e.g. a tracer around it
 */
export function createHttpServer(app: Express, listener: RequestListener = app as RequestListener): Server {
  if (Number(process.versions.node.split('.')[0]) >= FIRST_FAST_MAJOR) return createServer(listener);
  // Derived classes: V8 gives their objects one shape. With a function as `new.target` each object would get a shape of its own.
  class ExpressRequest extends IncomingMessage {}
  class ExpressResponse extends ServerResponse {}
  app.request = adopt(ExpressRequest.prototype, app.request);
  app.response = adopt(ExpressResponse.prototype, app.response);
  return createServer({ IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse }, listener);
}

/** Makes a prototype inherit from Express what `theirs` does, and have what it has of its own, e.g. `app`. */
function adopt<T extends object>(prototype: object, theirs: T): T {
  Object.setPrototypeOf(prototype, Object.getPrototypeOf(theirs) as object);
  const { constructor: _constructor, ...own } = Object.getOwnPropertyDescriptors(theirs) as PropertyDescriptorMap;
  return Object.defineProperties(prototype, own) as T;
}
