import { type OutboundResult, SendFailure, type SendFailureKind } from '@tessera/core';

/** SNS answers in XML unless it is asked for JSON; gateways in front of it do as they like. One token is read from either. */
const MESSAGE_ID = /<MessageId>[^<]+<\/MessageId>|"MessageId"\s*:\s*"[^"]+"/;
/** A code is a name such as `InvalidParameter`, never a number: nothing of the recipient fits. */
const ERROR_CODE = /<Code>([A-Za-z][A-Za-z.]{0,63})<\/Code>|"Code"\s*:\s*"([A-Za-z][A-Za-z.]{0,63})"/;

/** Why a message did not go out, or undefined when SNS took it: 200 with a message id. */
export function snsFailure(result: OutboundResult): SendFailure | undefined {
  if (result.kind === 'fault')
    return new SendFailure(kindOf(result.fault), `Amazon SNS was not reached: ${result.cause}`);
  const { status, body } = result;
  if (status === 200 && MESSAGE_ID.test(body)) return undefined;
  const [, inXml, inJson] = ERROR_CODE.exec(body) ?? [];
  const code = inXml ?? inJson;
  // The text of SNS repeats the number of the recipient.
  return new SendFailure('rejected', `Amazon SNS answered ${status}${code === undefined ? '' : `, code ${code}`}`, {
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
