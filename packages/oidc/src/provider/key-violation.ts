import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { JsonObject } from '@tessera/core';

const PROBE = Buffer.from('probe');

/** What is wrong with a private JWK for RS256 or ES256, if anything: whether its parts belong together shows only when it signs. */
export function keyViolation(jwk: JsonObject): string | undefined {
  try {
    const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
    const { kty, n, e, crv, x, y } = jwk;
    const shown = kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y };
    const published = createPublicKey({ key: shown as Record<string, string>, format: 'jwk' });
    const { modulusLength } = key.asymmetricKeyDetails ?? {};
    if (modulusLength !== undefined && modulusLength < 2048) return 'the modulus has the wrong size';
    return verify('sha256', PROBE, published, sign('sha256', PROBE, key))
      ? undefined
      : 'the parts do not belong together';
  } catch {
    return 'cannot be used as a private key'; // what the runtime says of it is for nobody's eyes
  }
}
