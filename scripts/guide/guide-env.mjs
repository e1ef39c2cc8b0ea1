import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { root } from '../lib/prepare.mjs';
import { Deviation, demand } from './deviation.mjs';

const NEEDED = ['IDP_SERVER_URL', 'ORGANIZATION_ID', 'TENANT_ID', 'CLIENT_ID', 'CLIENT_SECRET', 'REDIRECT_URI'];
const ASSIGNMENT = /^export (\w+)=(?:'(.*)'|(\S*))$/;

/**
 * The variables that a development server writes for the guide, as a shell would read them.
 * @throws Deviation when the file is missing or lacks one
 */
export function readGuideEnv(dataDir) {
  // As `npm start` does, a relative folder is one of the repository.
  const path = resolve(root, dataDir, 'guide.env');
  const variables = Object.fromEntries(read(path).split('\n').flatMap(assignment));
  for (const name of [...NEEDED, 'ADMIN_TOKEN']) {
    demand(variables[name], `${path} does not set ${name}. Start the server again: npm start`);
  }
  return variables;
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Deviation(
      `${path} cannot be read (${error.code}). Start the server first, in another terminal: npm start`,
    );
  }
}

function assignment(line) {
  const match = ASSIGNMENT.exec(line);
  return match ? [[match[1], match[3] ?? match[2].replaceAll("'\\''", "'")]] : [];
}
