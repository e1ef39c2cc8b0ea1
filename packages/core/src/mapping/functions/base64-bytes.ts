const COMMON = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const STANDARD = `${COMMON}+/`;
const URL_SAFE = `${COMMON}-_`;

/** Base64 of bytes (RFC 4648 §4, with `isUrlSafe` §5). */
export function base64OfBytes(
  bytes: readonly number[],
  { isUrlSafe = false, isPadded = true }: { readonly isUrlSafe?: boolean; readonly isPadded?: boolean } = {},
): string {
  const alphabet = isUrlSafe ? URL_SAFE : STANDARD;
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const present = Math.min(3, bytes.length - index);
    const bits = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    for (let position = 0; position <= present; position += 1) {
      text += alphabet.charAt((bits >> (18 - 6 * position)) & 0x3f);
    }
    if (isPadded) text += '='.repeat(3 - present);
  }
  return text;
}
