import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SecretKey } from '@tessera/crypto';
import type { ServerKeys } from '../settings/server-settings.js';

const NAMES = ['pepper', 'encryption', 'hash', 'index', 'cookie'] as const;
type Stored = Readonly<Record<(typeof NAMES)[number], string>>;

/** The keys of a development server: made at its first start, kept beside its database, so that the data stays readable. */
export function generatedKeys(dataDir: string): ServerKeys {
  const path = join(dataDir, 'keys.json');
  const stored = read(path) ?? make(path, dataDir);
  const key = (name: keyof Stored): SecretKey => ({
    id: 'dev1',
    secret: new Uint8Array(Buffer.from(stored[name], 'base64')),
  });
  return {
    pepper: [key('pepper')],
    encryption: [key('encryption')],
    hash: [key('hash')],
    index: key('index'),
    cookie: [key('cookie')],
  };
}

function read(path: string): Stored | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Stored;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function make(path: string, dataDir: string): Stored {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const keys = Object.fromEntries(NAMES.map((name) => [name, randomBytes(32).toString('base64')])) as Stored;
  writeFileSync(path, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  return keys;
}
