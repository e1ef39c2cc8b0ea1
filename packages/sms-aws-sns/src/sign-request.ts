import type { Instant } from '@tessera/core';
import { AwsV4Signer } from 'aws4fetch';

/** A POST that is to be signed, and with what. */
export interface SignableRequest {
  readonly url: string;
  /** All of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly service: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly now: Instant;
}

/**
 * The headers with `x-amz-date` and `authorization` added, names in lower case: AWS Signature Version 4
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). `host` is signed and has to be sent as the URL has it.
 */
export async function signRequest({ now, headers, ...request }: SignableRequest): Promise<Record<string, string>> {
  const signer = new AwsV4Signer({
    ...request,
    method: 'POST',
    headers: { ...headers },
    // 20150830T123600Z
    datetime: new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, ''),
    allHeaders: true,
  });
  const signed = await signer.sign();
  return Object.fromEntries(signed.headers);
}
