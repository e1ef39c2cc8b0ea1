import type { HttpFaultKind } from '../../src/execution/http-execution-result.js';
import { describeFailure, type InteractionKind } from '../../src/execution/describe-failure.js';
import { faultResult } from '../../src/execution/fault-result.js';
import { interactionStatus } from '../../src/execution/interaction-status.js';

const CONNECT = { error: 'server_error', error_description: 'Failed to connect to external authentication service' };
const TOKEN = {
  error: 'server_error',
  error_description: 'Failed to authenticate with the external authentication service',
};

describe('the status of the interaction', () => {
  it.each([
    [200, 200],
    [201, 200],
    [204, 200],
    [400, 400],
    [401, 401],
    [403, 403],
    [404, 404],
    [408, 408],
    [409, 409],
    [429, 429],
    [402, 400],
    [410, 400],
    [418, 400],
    [422, 400],
    [500, 500],
    [502, 502],
    [503, 503],
    [504, 504],
    [501, 502],
    [505, 502],
    [599, 502],
  ])('of a service that answers %d is %d', (service, expected) => {
    expect(interactionStatus(service)).toBe(expected);
  });
});

describe('describing a failure', () => {
  it.each<[InteractionKind, string, string]>([
    ['challenge', 'invalid_request', 'The external authentication service refused the request'],
    ['verification', 'invalid_grant', 'Verification code is invalid or expired'],
    ['password', 'invalid_credentials', 'Invalid username or password'],
  ])('names the refusal of a %s', (kind, error, error_description) => {
    for (const status of [400, 401, 403, 404, 408, 409, 429])
      expect(describeFailure({ status }, kind)).toEqual({ error, error_description });
  });

  it.each([500, 502, 503, 504])('names %d of the service a connection failure', (status) => {
    expect(describeFailure({ status }, 'verification')).toEqual(CONNECT);
  });

  it.each<[HttpFaultKind, number, object]>([
    ['unreachable', 503, CONNECT],
    ['timeout', 504, CONNECT],
    ['transport', 502, CONNECT],
    ['redirect', 502, CONNECT],
    ['token_unreachable', 503, CONNECT],
    ['token_timeout', 504, CONNECT],
    ['token_transport', 502, CONNECT],
    ['token_refused', 502, TOKEN],
  ])('gives the fault %s the status %d and a body with its texts', (kind, status, texts) => {
    const result = faultResult({ kind, cause: 'ECONNREFUSED 10.0.0.1', attempts: 1 });
    expect(result).toMatchObject({
      outcome: 'fault',
      status,
      hasVerdict: false,
      fault: { kind, cause: 'ECONNREFUSED 10.0.0.1' },
    });
    expect(result.result).toEqual({ status_code: status, response_headers: {}, response_body: texts });
    expect(describeFailure(result, 'verification')).toEqual(texts);
  });
});
