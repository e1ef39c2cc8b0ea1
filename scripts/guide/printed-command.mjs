import { readFileSync } from 'node:fs';
import { PRINTED_USER } from './options.mjs';

const FOLDER = new URL('commands/', import.meta.url);
const PRINTED_CODES = ['123456', '654321'];
const PRINTED_AUTH_IDS = ['auth-transaction-id-xxxxx', 'auth-transaction-id-yyyyy'];

/**
 * A command of the guide with its variables filled in, and nothing else changed (README.md lists the places).
 * @param values `serverUrl`, `sandboxPort`, `user`, and once they are known `authId` and `code`
 */
export function printedCommand(name, { serverUrl, sandboxPort, user, authId, code }) {
  const replacements = [
    ['IDP_SERVER_URL=http://localhost:8080', `IDP_SERVER_URL=${serverUrl}`],
    ['host.docker.internal:4000', `host.docker.internal:${sandboxPort}`],
    [PRINTED_USER.email, user.email],
    [PRINTED_USER.phone, user.phone],
    ...(authId ? PRINTED_AUTH_IDS.map((printed) => [`AUTH_ID="${printed}"`, `AUTH_ID="${authId}"`]) : []),
    ...(code ? PRINTED_CODES.map((printed) => [`"${printed}"`, `"${code}"`]) : []),
  ];
  return replacements.reduce((text, [from, to]) => text.replaceAll(from, () => to), fileOf(name));
}

function fileOf(name) {
  return readFileSync(new URL(`${name}.sh`, FOLDER), 'utf8');
}
