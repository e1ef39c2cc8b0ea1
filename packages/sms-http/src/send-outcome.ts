import { type HttpExecutionResult, SendFailure, type SendFailureKind } from '@tessera/core';

type FaultKind = NonNullable<HttpExecutionResult['fault']>['kind'];

const KINDS: Readonly<Record<FaultKind, SendFailureKind>> = {
  unreachable: 'unreachable',
  timeout: 'timeout',
  transport: 'transport',
  redirect: 'transport',
  token_unreachable: 'unreachable',
  token_timeout: 'timeout',
  token_transport: 'transport',
  token_refused: 'token_refused',
};

/** Why a message did not go out, or undefined when the service took it. Nothing of the service's own text is repeated. */
export function failureOf(result: HttpExecutionResult): SendFailure | undefined {
  if (result.outcome === 'success') return undefined;
  const status = result.providerStatus;
  if (result.fault) return new SendFailure(KINDS[result.fault.kind], result.fault.cause, { status });
  const answered = status === undefined ? 'refused the message' : `answered ${status}`;
  return new SendFailure('rejected', `the service ${answered}, taken as ${result.result.status_code}`, { status });
}
