import { isJsonObject, type OutboundResult, SendFailure, type SendFailureKind } from '@tessera/core';

/** Why a message did not go out, or undefined when Twilio took it: 200 or 201 with a `sid` (specification 2.14). */
export function twilioFailure(result: OutboundResult): SendFailure | undefined {
  if (result.kind === 'fault') return new SendFailure(kindOf(result.fault), `Twilio was not reached: ${result.cause}`);
  const { status } = result;
  const body = parsed(result.body);
  const sid = isJsonObject(body) ? body['sid'] : undefined;
  if ((status === 200 || status === 201) && typeof sid === 'string' && sid !== '') return undefined;
  const code = isJsonObject(body) ? numericCode(body['code']) : undefined;
  // Twilio's own text repeats the number of the recipient.
  return new SendFailure('rejected', `Twilio answered ${status}${code === undefined ? '' : `, code ${code}`}`, {
    code,
    status,
  });
}

function kindOf(fault: Extract<OutboundResult, { kind: 'fault' }>['fault']): SendFailureKind {
  switch (fault) {
    case 'unreachable':
    case 'token_unreachable':
      return 'unreachable';
    case 'timeout':
    case 'token_timeout':
      return 'timeout';
    case 'transport':
    case 'token_transport':
      return 'transport';
    case 'token_refused':
      return 'token_refused';
  }
}

function numericCode(value: unknown): string | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? String(value) : undefined;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
