import { createHash } from 'node:crypto';
import {
  TesseraError,
  type CodeScope,
  type CodeVault,
  type Deadline,
  type HttpClient,
  type OutboundRequest,
  type OutboundResult,
  type PasswordHasher,
  type SealedCode,
  type Timer,
} from '@tessera/core';
import type { HmacCodeVault } from '@tessera/crypto';
import { MemoryBudgets, MemoryTransactionStore } from '@tessera/memory';

/** 2025-01-19T10:00:00Z. */
export const START_OF_TIME = 1_737_280_800_000;

export class TestClock {
  private instant = START_OF_TIME;

  now(): number {
    return this.instant;
  }

  advanceSeconds(seconds: number): void {
    this.instant += seconds * 1000;
  }

  advance(milliseconds: number): void {
    this.instant += milliseconds;
  }
}

/** Never sleeps: waiting moves the clock and lets everything else that is ready run first. */
export class TestTimer implements Timer {
  readonly slept: number[] = [];
  private readonly clock: TestClock;
  private readonly limits = new Set<AbortController>();

  constructor(clock: TestClock) {
    this.clock = clock;
  }

  deadline(_milliseconds: number): Deadline {
    const controller = new AbortController();
    this.limits.add(controller);
    return { signal: controller.signal, cancel: () => this.limits.delete(controller) };
  }

  async sleep(milliseconds: number): Promise<void> {
    this.slept.push(milliseconds);
    this.clock.advance(milliseconds);
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets every running time limit end now. */
  expireDeadlines(): void {
    for (const controller of this.limits) controller.abort(new Error('time limit'));
  }
}

/** Fast, and counts what it is asked. */
export class TestHasher implements PasswordHasher {
  readonly verified: (string | undefined)[] = [];
  isOverloaded = false;
  isOverloadedForHashes = false;

  async hash(password: string): Promise<string> {
    if (this.isOverloadedForHashes) throw new TesseraError('ERR_OVERLOADED', 'too many hashes are waiting');
    return this.digest(password);
  }

  private async digest(password: string): Promise<string> {
    return `test:${createHash('sha256').update(password).digest('hex')}`;
  }

  async verify(password: string, hash: string | undefined): Promise<boolean> {
    if (this.isOverloaded) throw new TesseraError('ERR_OVERLOADED', 'too many hashes are waiting');
    this.verified.push(hash);
    return hash === `old:${password}` || (hash !== undefined && hash === (await this.digest(password)));
  }

  /** `old:<password>` is a hash of the past. */
  needsRehash(hash: string): boolean {
    return hash.startsWith('old:');
  }
}

/** A real vault that remembers which codes it sealed and counts comparisons. */
export class WatchedCodeVault implements CodeVault {
  readonly codes: string[] = [];
  comparisons = 0;
  private readonly vault: HmacCodeVault;

  constructor(vault: HmacCodeVault) {
    this.vault = vault;
  }

  seal(scope: CodeScope, code: string): SealedCode {
    this.codes.push(code);
    return this.vault.seal(scope, code);
  }

  matches(scope: CodeScope, sealed: SealedCode, guess: string): boolean {
    this.comparisons += 1;
    return this.vault.matches(scope, sealed, guess);
  }
}

type Respond = (request: OutboundRequest) => OutboundResult | Promise<OutboundResult>;

/** An HTTP client that answers as the test says and keeps what was sent. */
export class TestHttpClient implements HttpClient {
  readonly requests: OutboundRequest[] = [];
  respond: Respond = () => ({ kind: 'response', status: 200, headers: {}, body: '{}' });

  async send(request: OutboundRequest): Promise<OutboundResult> {
    this.requests.push(request);
    return this.respond(request);
  }

  /** Bodies sent so far to URLs that end so. */
  bodies(ending: string): unknown[] {
    return this.requests
      .filter(({ url }) => url.endsWith(ending))
      .map(({ body }) => JSON.parse(body ?? 'null') as unknown);
  }
}

/** Counters that can be out of reach. */
export class TestBudgets extends MemoryBudgets {
  isUnreachable = false;

  override async read(...call: Parameters<MemoryBudgets['read']>): Promise<readonly number[]> {
    this.refuse();
    return super.read(...call);
  }

  override attempt(...call: Parameters<MemoryBudgets['attempt']>): ReturnType<MemoryBudgets['attempt']> {
    const [, { take = [], giveBack = [], reset = [] }] = call;
    if (take.length + giveBack.length + reset.length > 0) this.refuse();
    return super.attempt(...call);
  }

  private refuse(): void {
    if (this.isUnreachable) throw new TesseraError('ERR_STORE_UNAVAILABLE', 'the counters cannot be reached');
  }
}

/** Runs `before` ahead of each update, so that a test can squeeze another call in between. */
export class TestTransactionStore extends MemoryTransactionStore {
  before: (() => Promise<void>) | undefined;

  override async update<R>(...call: Parameters<MemoryTransactionStore['update']>): Promise<R> {
    const { before } = this;
    this.before = undefined;
    await before?.();
    return super.update(...call) as Promise<R>;
  }
}
