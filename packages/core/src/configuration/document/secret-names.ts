/** Properties of an execution that are write-only and stored encrypted (specification 5.2). */
export const SECRET_NAMES: ReadonlySet<string> = new Set([
  'client_secret',
  'password',
  'secret',
  'auth_token',
  'api_key_secret',
  'secret_access_key',
  'raw_password',
  'hashed_password',
]);
