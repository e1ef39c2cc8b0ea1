/** `+819012345678` → `+81********78`: calling code, stars, last two digits (specification 6.2). */
export function maskPhoneNumber(e164: string, callingCode: string): string {
  const digits = e164.replace(/^\+/, '');
  const hidden = Math.max(0, digits.length - callingCode.length - 2);
  return `+${callingCode}${'*'.repeat(hidden)}${digits.slice(callingCode.length + hidden)}`;
}

/** `new-user@example.com` → `n***@example.com`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const [first = ''] = email;
  return at > 0 ? `${first}***${email.slice(at)}` : `${first}***`;
}
