import { createHmac } from 'node:crypto';
import type { HmacAuthentication, Instant } from '@tessera/core';

/** The parts of a request that can be signed. */
export interface SignableRequest {
  readonly method: string;
  readonly url: URL;
  /** Empty when nothing is sent. */
  readonly body: string;
}

/** The headers that sign a request with HMAC-SHA-256 at the instant `now` (specification 1.9). */
export function hmacHeaders(hmac: HmacAuthentication, request: SignableRequest, now: Instant): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const parts = {
    method: request.method.toUpperCase(),
    path: request.url.pathname + request.url.search,
    timestamp,
    body: request.body,
  };
  const text = hmac.signingFields.map((field) => parts[field]).join('\n');
  const signature = createHmac('sha256', hmac.secret).update(text, 'utf8').digest(hmac.signatureEncoding);
  const values: Readonly<Record<string, string>> = { signature, api_key: hmac.apiKey, timestamp };
  return {
    [hmac.apiKeyHeader]: hmac.apiKey,
    [hmac.timestampHeader]: timestamp,
    // One pass, so that a value that looks like a placeholder is not filled in again.
    [hmac.signatureHeader]: hmac.signatureFormat.replace(
      /\{(signature|api_key|timestamp)\}/g,
      (whole, name: string) => values[name] ?? whole,
    ),
  };
}
