import { spawnSync } from 'node:child_process';
import { Deviation, demand } from './deviation.mjs';

// Around the printed command: its status is read without touching its text, and `uuidgen` is supplied where the machine lacks it.
const PRELUDE = `
curl() { command curl --silent --show-error --max-time 90 --write-out '\\n%{http_code}' "$@"; }
command -v uuidgen >/dev/null || uuidgen() { "$GUIDE_NODE" -p 'crypto.randomUUID()'; }
`;
const COULD_NOT_CONNECT = 7;

/** @throws Deviation when this machine lacks bash or curl */
export function requireTools() {
  const { error, status } = spawnSync('bash', ['-c', 'command -v curl'], { stdio: 'ignore' });
  demand(!error, 'bash was not found. The guide is a series of bash commands; install bash and run this again.');
  demand(status === 0, 'curl was not found. The guide calls the server with curl; install it and run this again.');
}

/**
 * Runs one command of the guide.
 * @returns `status` and parsed `body` of the answer, its `text`, and with `curl -v` the `location` of a redirect
 * @throws Deviation when nothing answers
 */
export function runPrinted(command, variables) {
  const env = { ...process.env, ...variables, ...withoutProxy(variables.IDP_SERVER_URL), GUIDE_NODE: process.execPath };
  const {
    status: exit,
    stdout,
    stderr,
  } = spawnSync('bash', ['-c', `${PRELUDE}\n${command}`], { env, encoding: 'utf8' });
  demand(exit !== COULD_NOT_CONNECT, `No server answers on ${variables.IDP_SERVER_URL}. Start it: npm start`);
  if (exit !== 0) throw new Deviation(`curl ended with ${exit}: ${stderr.trim()}`);
  const end = stdout.lastIndexOf('\n');
  const text = stdout.slice(0, end).trim();
  const location = /^< location: *(.*?)\s*$/im.exec(stderr)?.[1];
  return { status: Number(stdout.slice(end + 1)), text, body: parsed(text), location };
}

/** A proxy of the environment is not for a server of this machine. */
function withoutProxy(serverUrl) {
  const { hostname } = new URL(serverUrl);
  return { NO_PROXY: hostname, no_proxy: hostname };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
