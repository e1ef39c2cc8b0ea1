import { randomBytes } from 'node:crypto';
import { hash, parseOptions, verify, type ParsedHashOptions } from '@node-rs/argon2';
import type { PasswordHasher } from '@tessera/core';
import { BoundedQueue } from './bounded-queue.js';

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
}

/** Argon2id, the library's default (`Algorithm.Argon2id`). */
const ARGON2ID = 2;

interface Cost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** Passwords under argon2id (RFC 9106) with the minimum of the OWASP password storage guidance: 19 MiB, two passes, one lane. */
export class Argon2PasswordHasher implements PasswordHasher {
  private readonly cost: Cost;
  private readonly queue: BoundedQueue;
  private readonly dummyHash: string;

  constructor(options: Argon2Options = {}) {
    const { memoryKib = 19_456, passes = 2, parallelism = 1, concurrency = 2, queueLimit = 64 } = options;
    this.cost = { memoryCost: memoryKib, timeCost: passes, parallelism };
    this.queue = new BoundedQueue(concurrency, queueLimit);
    this.dummyHash = dummyHashOf(this.cost);
  }

  async hash(password: string): Promise<string> {
    return this.queue.run(async () => hash(password, this.cost));
  }

  async verify(password: string, passwordHash: string | undefined): Promise<boolean> {
    // An unknown user, or a hash of another kind, costs as much as a known one: the time tells nothing.
    const usable = passwordHash !== undefined && parametersOf(passwordHash) !== undefined ? passwordHash : undefined;
    const isRight = await this.queue.run(async () => verify(usable ?? this.dummyHash, password));
    return usable !== undefined && isRight;
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
