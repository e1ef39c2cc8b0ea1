/** `Authorization` for HTTP Basic authentication, UTF-8 (RFC 7617). */
export function basicCredentials(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

/** The same for an OAuth client: id and secret are form-encoded first (RFC 6749 §2.3.1). */
export function basicClientCredentials(clientId: string, clientSecret: string): string {
  return basicCredentials(formEncoded(clientId), formEncoded(clientSecret));
}

function formEncoded(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1);
}
