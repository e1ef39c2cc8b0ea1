import type { ErrorRequestHandler, RequestHandler } from 'express';

/** What an {@link HttpError} says. */
export interface HttpErrorOptions {
  readonly status: number;
  readonly error: string;
  readonly description: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer with an error in the form of RFC 6749 §5.2. */
export class HttpError extends Error {
  readonly status: number;
  readonly error: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor({ status, error, description, headers = {} }: HttpErrorOptions) {
    super(description);
    this.status = status;
    this.error = error;
    this.headers = headers;
  }
}

/** 400 `invalid_request`. */
export function invalidRequest(description: string): HttpError {
  return new HttpError({ status: 400, error: 'invalid_request', description });
}

export const notFound: RequestHandler = () => {
  throw new HttpError({ status: 404, error: 'not_found', description: 'Resource not found' });
};

/** Turns whatever was thrown into JSON. Faults of the body parsers carry a `status` of their own. */
export const renderError: ErrorRequestHandler = (thrown: unknown, _req, res, next) => {
  if (res.headersSent) {
    next(thrown);
    return;
  }
  const failure = thrown instanceof HttpError ? thrown : fromUnknown(thrown);
  res.status(failure.status).set(failure.headers).json({ error: failure.error, error_description: failure.message });
};

function fromUnknown(thrown: unknown): HttpError {
  const status = thrown instanceof Error && 'status' in thrown ? Number(thrown.status) : 500;
  return status >= 400 && status < 500
    ? new HttpError({ status, error: 'invalid_request', description: 'The request body is malformed' })
    : new HttpError({ status: 500, error: 'server_error', description: 'An unexpected error occurred' });
}
