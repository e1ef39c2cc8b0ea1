import { errorOf, refusal } from '@tessera/core';
import type { Answer } from '@tessera/core';

/** Thrown inside a route: the request itself cannot be served. The error middleware writes the answer. */
export class HttpRefusal extends Error {
  override readonly name: string = 'HttpRefusal';
  readonly answer: Answer;
  readonly headers: Readonly<Record<string, string>>;

  constructor(answer: Answer, headers: Readonly<Record<string, string>> = {}) {
    super(`${answer.status} ${errorOf(answer)}`);
    this.answer = answer;
    this.headers = headers;
  }
}

const invalid = (status: number, description: string): Answer => refusal(status, 'invalid_request', description);

/** Refusals of specification 6.4 that concern HTTP itself. */
export const HTTP_REFUSALS = {
  malformedBody: invalid(400, 'The request body is malformed'),
  methodNotAllowed: invalid(405, 'The method is not allowed'),
  notAcceptable: invalid(406, 'The answer is available as JSON only'),
  bodyTooLarge: invalid(413, 'The request body is too large'),
  contentType: invalid(415, 'The content type is not supported'),
  notFound: refusal(404, 'not_found', 'Resource not found'),
  unexpected: (requestId: string): Answer =>
    refusal(500, 'server_error', 'An unexpected error occurred', { request_id: requestId }),
} as const;
