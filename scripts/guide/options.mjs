import { randomBytes, randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Deviation, demand } from './deviation.mjs';

/** The user of the guide. */
export const PRINTED_USER = { email: 'new-user@example.com', phone: '+81-90-1234-5678' };

export const HELP = `npm run guide [-- options]

  --fresh          register a new user: a random e-mail address and phone number take the place of the printed ones
  --email <text>   this e-mail address takes the place of ${PRINTED_USER.email}
  --phone <text>   this phone number takes the place of ${PRINTED_USER.phone}
  --help           this text

Environment: TESSERA_DATA_DIR (.tessera) holds guide.env, which a development server writes at its start;
TESSERA_SANDBOX_PORT (4000) is where its SMS sandbox listens.`;

// The values end up inside a quoted string of a printed command.
const EMAIL = /^[\w.+-]+@[\w.-]+$/;
const PHONE = /^\+?[0-9 ()-]{5,32}$/;

/** @throws Deviation for an unknown option or an unusable value */
export function readOptions(args) {
  const { help, fresh, ...given } = parse(args);
  const user = { ...PRINTED_USER, ...(fresh ? freshUser() : {}), ...given };
  demand(EMAIL.test(user.email), `--email ${user.email} is not a plain e-mail address.`);
  demand(PHONE.test(user.phone), `--phone ${user.phone} is not a phone number.`);
  const sandboxPort = process.env.TESSERA_SANDBOX_PORT?.trim() || '4000';
  demand(/^\d{1,5}$/.test(sandboxPort), 'TESSERA_SANDBOX_PORT is not a port number.');
  return { help: help === true, user, sandboxPort, dataDir: process.env.TESSERA_DATA_DIR?.trim() || '.tessera' };
}

function parse(args) {
  try {
    const text = { type: 'string' };
    const flag = { type: 'boolean' };
    return parseArgs({ args, options: { help: flag, fresh: flag, email: text, phone: text } }).values;
  } catch (error) {
    throw new Deviation(`${error.message}\n\n${HELP}`);
  }
}

// Japanese mobile numbers, as the printed one; the sandbox treats none of them specially.
function freshUser() {
  const digits = String(randomInt(10_000)).padStart(4, '0');
  return { email: `new-user-${randomBytes(4).toString('hex')}@example.com`, phone: `+81-90-1234-${digits}` };
}
