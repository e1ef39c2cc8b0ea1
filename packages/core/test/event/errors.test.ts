import { refusalUntil, TesseraError, toOAuthError, type TesseraErrorCode } from '@tessera/core';

describe('what the caller is told about a fault', () => {
  it.each<[TesseraErrorCode, number, string]>([
    ['ERR_INVALID_DOCUMENT', 400, 'Validation failed'],
    ['ERR_CONFLICT', 409, 'for operators'],
    ['ERR_NOT_FOUND', 404, 'Resource not found'],
    ['ERR_PRECONDITION_FAILED', 412, 'The object has changed since it was read'],
    ['ERR_STORE_UNAVAILABLE', 503, 'The service is temporarily unavailable'],
    ['ERR_OVERLOADED', 503, 'The service is temporarily unavailable'],
    ['ERR_SERVER_CONFIGURATION', 500, 'The server has a configuration error'],
    ['ERR_INVARIANT', 500, 'An unexpected error occurred'],
  ])('%s is %i "%s"', (code, status, text) => {
    const answer = toOAuthError(new TesseraError(code, 'for operators'));
    expect(answer).toMatchObject({ status, body: { error_description: text } });
  });

  it('names what is in the way of a write, and everything wrong with a document', () => {
    const conflict = new TesseraError('ERR_CONFLICT', 'taken', { conflictingId: 'id' });
    expect(toOAuthError(conflict)?.body).toEqual({
      error: 'conflict',
      error_description: 'taken',
      conflicting_id: 'id',
    });
    const violations = [{ pointer: '/type', message: 'required' }];
    const invalid = new TesseraError('ERR_INVALID_DOCUMENT', 'x', { violations });
    expect(toOAuthError(invalid)?.body['violations']).toEqual(violations);
  });

  it('is nothing for anything else that is thrown', () => {
    expect(toOAuthError(new Error('secret'))).toBeUndefined();
  });
});

it.each([
  [0, 1],
  [-5, 1],
  [0.2, 1],
  [1, 1],
  [1.001, 2],
])('a refusal that ends in %d seconds says to come back in %d', (seconds, told) => {
  const answer = refusalUntil(429, 'too_many_requests', 'Later.', seconds);
  expect(answer).toMatchObject({ retryAfterSeconds: told, body: { retry_after: told } });
});
