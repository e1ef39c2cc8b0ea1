import { randomBytes } from 'node:crypto';
import { hash, parseOptions, verify, type ParsedHashOptions } from '@node-rs/argon2';
import { readPasswordHash, type PasswordHasher } from '@tessera/core';
import { BoundedQueue } from './bounded-queue.js';
import { RefusalPace, type Pacing } from './refusal-pace.js';
import { costClassOf, verifyImportedHash } from './verify-imported-hash.js';

export interface Argon2Options {
  /** Memory of one hash in KiB; 19456 (19 MiB). */
  readonly memoryKib?: number;
  /** Passes over the memory; 2. */
  readonly passes?: number;
  /** Lanes; 1. */
  readonly parallelism?: number;
  /** Hashes at a time; 2. Each takes a thread of libuv's pool of four, which DNS and files need as well. */
  readonly concurrency?: number;
  /** Hashes that may wait; 64. More are refused with `ERR_OVERLOADED`. */
  readonly queueLimit?: number;
  /** The system's time. */
  readonly pacing?: Pacing;
}

/** Argon2id, the library's default (`Algorithm.Argon2id`). */
const ARGON2ID = 2;

interface Cost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/**
 * Passwords under argon2id (RFC 9106) with the minimum of the OWASP password storage guidance: 19 MiB, two passes, one lane. Hashes brought
 * from other servers are checked as they are (`readPasswordHash`), in the same queue.
 */
export class Argon2PasswordHasher implements PasswordHasher {
  private readonly cost: Cost;
  private readonly queue: BoundedQueue;
  private readonly dummyHash: string;
  private readonly pace: RefusalPace;

  constructor(options: Argon2Options = {}) {
    const { memoryKib = 19_456, passes = 2, parallelism = 1, concurrency = 2, queueLimit = 64 } = options;
    this.cost = { memoryCost: memoryKib, timeCost: passes, parallelism };
    this.queue = new BoundedQueue(concurrency, queueLimit);
    this.dummyHash = dummyHashOf(this.cost);
    this.pace = new RefusalPace(options.pacing);
  }

  /** Hashes that wait for a thread. */
  get waiting(): number {
    return this.queue.depth;
  }

  async hash(password: string): Promise<string> {
    return this.queue.run(async () => hash(password, this.cost));
  }

  async verify(password: string, passwordHash: string | undefined): Promise<boolean> {
    const { task, costClass } = this.checkOf(password, passwordHash);
    return this.pace.check((run) => this.queue.run(run), task, costClass);
  }

  private checkOf(password: string, hash: string | undefined): Check {
    const parameters = hash === undefined ? undefined : parametersOf(hash);
    if (hash !== undefined && parameters !== undefined) {
      const task = async (): Promise<boolean> => verify(hash, password);
      return isOf(this.cost, parameters) ? { task } : { task, costClass: argon2Class(parameters) };
    }
    const format = hash === undefined ? undefined : readPasswordHash(hash);
    if (hash !== undefined && format !== undefined && format.kind !== 'argon2id')
      return { task: async () => verifyImportedHash(password, hash, format), costClass: costClassOf(format) };
    // An unknown user, or a hash of an unknown kind, costs as much as a known one: the time tells nothing.
    return {
      task: async () => {
        await verify(this.dummyHash, password);
        return false;
      },
    };
  }

  needsRehash(passwordHash: string): boolean {
    const parameters = parametersOf(passwordHash);
    if (!parameters) return true;
    const { memoryCost, timeCost, parallelism } = this.cost;
    return (
      Number(parameters.algorithm) !== ARGON2ID ||
      parameters.memoryCost < memoryCost ||
      parameters.timeCost < timeCost ||
      parameters.parallelism < parallelism
    );
  }
}

interface Check {
  readonly task: () => Promise<boolean>;
  /** Of a hash that costs something else than ours. */
  readonly costClass?: string;
}

function isOf(cost: Cost, { memoryCost, timeCost, parallelism }: ParsedHashOptions): boolean {
  return memoryCost === cost.memoryCost && timeCost === cost.timeCost && parallelism === cost.parallelism;
}

function argon2Class({ memoryCost, timeCost, parallelism }: ParsedHashOptions): string {
  return `argon2 ${[memoryCost, timeCost, parallelism].join(' ')}`;
}

function parametersOf(passwordHash: string): ParsedHashOptions | undefined {
  try {
    return parseOptions(passwordHash);
  } catch {
    return undefined;
  }
}

/** A well-formed hash of no known password; checking against it costs what the parameters say. */
function dummyHashOf({ memoryCost, timeCost, parallelism }: Cost): string {
  const random = (bytes: number): string => randomBytes(bytes).toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=${String(memoryCost)},t=${String(timeCost)},p=${String(parallelism)}$${random(16)}$${random(32)}`;
}
