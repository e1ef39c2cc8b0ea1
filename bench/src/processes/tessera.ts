import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from '../generator/scripts/tessera.js';
import { Child } from './child.js';
import { internalSms, smsPolicy } from './documents.js';
import { freePort } from './free-port.js';
import { Operator } from './operator.js';
import { addTenant, addUsers, withStores } from './seed.js';
import type { Stores } from './seed.js';
import { tesseraSettings } from './tessera-settings.js';
import type { TesseraVariant } from './tessera-settings.js';

/** The built server. */
export const MAIN: string = fileURLToPath(new URL('../../../apps/server/dist/main.js', import.meta.url));

/** For Node.js, as in the command of the image. */
export const SERVER_FLAGS: readonly string[] = ['--max-semi-space-size=32'];

/** Of a server, when nothing else is said. */
export const USERS = 256;

export interface TesseraOptions extends TesseraVariant {
  readonly name: string;
  readonly folder: string;
  readonly outbox: string;
  readonly users?: number;
  readonly flags?: readonly string[];
  /** Fills the storage further before the server starts. */
  readonly seed?: (stores: Stores, place: Place) => Promise<void>;
  /** Of the tenant; codes by the outbox when absent, none when null: then `seed` makes it, and the policy. */
  readonly configuration?: object | null;
}

/** The real server, in production, with one tenant whose users log in by SMS. */
export interface Tessera {
  readonly child: Child;
  readonly port: number;
  readonly place: Place;
  readonly operator: Operator;
  readonly env: Readonly<Record<string, string>>;
}

export async function startTessera(options: TesseraOptions): Promise<Tessera> {
  const { name, folder, outbox, users = USERS, configuration = internalSms() } = options;
  const dataDir = mkdtempSync(join(folder, `${name}-`));
  const port = await freePort();
  const env = tesseraSettings(options, { port, dataDir, outbox });
  const place = await withStores(env, async (stores) => {
    const made = await addTenant(stores, { events: options.extras });
    await addUsers(stores, made.tenantId, users);
    await options.seed?.(stores, made);
    return made;
  });
  const child = new Child({ name, script: MAIN, env, folder, flags: [...SERVER_FLAGS, ...(options.flags ?? [])] });
  await ready(child, port);
  const operator = await Operator.signIn(`http://127.0.0.1:${port}`);
  if (configuration) {
    await operator.create(place.tenantId, 'authentication-configurations', configuration);
    await operator.create(place.tenantId, 'authentication-policies', smsPolicy());
  }
  return { child, port, place, operator, env };
}

/** Waits until the server answers. @throws Error when it ends, or does not within thirty seconds */
export async function ready(child: Child, port: number): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    if (child.process.exitCode !== null) break;
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${child.name} did not start:\n${child.output().slice(-2000)}`);
}
