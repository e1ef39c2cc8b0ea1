import type { CompiledDocuments } from '../../engine/compiled-documents.js';
import type { EngineDependencies } from '../../engine/dependencies.js';
import { TesseraError } from '../../errors/tessera-error.js';
import { maskPersonalData } from '../../event/mask-personal-data.js';
import { withoutCode, withTexts } from '../../interaction/compose-body.js';
import type { JsonObject } from '../../json/json.js';
import { together } from '../../ports/awaitable.js';
import type { Instant } from '../../ports/clock.js';
import { challengesOf } from '../../transaction/challenges.js';
import { guessesLeft } from '../../transaction/challenges.js';
import type { Challenge, Channel, TransactionSnapshot } from '../../transaction/snapshot.js';
import { findLive } from './inspect-transactions.js';
import type { Page } from './inspect-transactions.js';

/** Every filter given must fit. */
export interface InteractionFilter {
  readonly transactionId?: string | undefined;
  readonly type?: string | undefined;
  /** Inclusive. */
  readonly from?: Instant | undefined;
  /** Exclusive. */
  readonly to?: Instant | undefined;
}

/** What one interaction left in a transaction. */
export interface InspectedInteraction {
  readonly document: JsonObject;
  /** The document holds a code that can be used: whoever reads it is put on record. */
  readonly showsCode: boolean;
}

interface Entry {
  readonly snapshot: TransactionSnapshot;
  readonly type: string;
  readonly at: Instant;
}

const CHANNELS: readonly Channel[] = ['sms', 'email'];

/**
 * What interactions keep in live transactions, as an operator sees it: rows of `http_request_store` and pending codes (specification 5.8).
 * All methods throw TesseraError `ERR_STORE_UNAVAILABLE`.
 */
export class InspectInteractions {
  private readonly dependencies: EngineDependencies;
  private readonly documents: CompiledDocuments;

  constructor(dependencies: EngineDependencies, documents: CompiledDocuments) {
    this.dependencies = dependencies;
    this.documents = documents;
  }

  /** By transaction, oldest first; without what they keep. */
  async list(
    tenantId: string,
    filter: InteractionFilter,
    { limit, offset }: Page,
  ): Promise<{ readonly list: readonly JsonObject[]; readonly totalCount: number }> {
    const { transactions, clock } = this.dependencies;
    const now = clock.now();
    const living = (await transactions.list(tenantId, now)).filter((snapshot) => snapshot.takenBy === undefined);
    const fitting = living.flatMap((snapshot) => entriesOf(snapshot, now)).filter((entry) => fits(entry, filter));
    const list = fitting.slice(offset, offset + limit).map(({ snapshot, type, at }) => ({
      transaction_id: snapshot.id,
      type,
      created_at: new Date(at).toISOString(),
    }));
    return { list, totalCount: fitting.length };
  }

  /**
   * Destinations are masked; a code is there only while codes are exposed.
   * @param type key of a row, or name of a challenge
   * @throws TesseraError `ERR_NOT_FOUND` where nothing is kept, `ERR_SERVER_CONFIGURATION` when the configuration cannot be read
   */
  async get(tenantId: string, transactionId: string, type: string): Promise<InspectedInteraction> {
    const snapshot = await findLive(this.dependencies, tenantId, transactionId);
    const now = this.dependencies.clock.now();
    const row = Object.hasOwn(snapshot.rows, type) ? snapshot.rows[type] : undefined;
    const challenge = pendingChallenges(snapshot, now).find((pending) => challengeName(pending) === type);
    if (!row && !challenge) throw new TesseraError('ERR_NOT_FOUND', 'this interaction keeps nothing');
    const shownRow = row ? await this.shownRow(snapshot, row) : { payload: {}, showsCode: false };
    const shown = challenge ? this.shownChallenge(snapshot, challenge) : { payload: {}, showsCode: false };
    return {
      document: { transaction_id: snapshot.id, type, payload: { ...shownRow.payload, ...shown.payload } },
      showsCode: shownRow.showsCode || shown.showsCode,
    };
  }

  private shownChallenge(snapshot: TransactionSnapshot, challenge: Challenge): Shown {
    const { settings, phoneNumbers } = this.dependencies;
    const { exposedCode, destination, attemptsUsed, expiresAt } = challenge;
    const showsCode = settings.exposeVerificationCode && exposedCode !== undefined;
    return {
      payload: {
        expires_at: new Date(expiresAt).toISOString(),
        attempts_used: attemptsUsed,
        attempts_remaining: guessesLeft(snapshot, challenge, settings.otp.maxAttemptsPerTransaction),
        destination: maskPersonalData(destination, phoneNumbers),
        ...(showsCode ? { verification_code: exposedCode } : {}),
      },
      showsCode,
    };
  }

  private async shownRow(snapshot: TransactionSnapshot, row: JsonObject): Promise<Shown> {
    const { settings, phoneNumbers } = this.dependencies;
    const configurations = await together(...CHANNELS.map((type) => this.documents.configuration(snapshot, type)));
    const codeParams = configurations.flatMap((found) => (found ? [found.metadata.verificationCodeParam] : []));
    const codeless = codeParams.reduce(withoutCode, row);
    const holdsCode = JSON.stringify(codeless) !== JSON.stringify(row);
    const showsCode = settings.exposeVerificationCode && holdsCode;
    const masked = maskPersonalData(withoutDestinations(snapshot, showsCode ? row : codeless), phoneNumbers);
    return { payload: masked as JsonObject, showsCode };
  }
}

interface Shown {
  readonly payload: JsonObject;
  readonly showsCode: boolean;
}

/** Some services repeat a number without its plus. */
function withoutDestinations(snapshot: TransactionSnapshot, row: JsonObject): JsonObject {
  const numbers = challengesOf(snapshot).flatMap(({ channel, destination }) =>
    channel === 'sms' ? [destination.replace(/^\+/, '')] : [],
  );
  return withTexts(row, (text) =>
    numbers.reduce((shown, number) => shown.replaceAll(`+${number}`, number).replaceAll(number, `+${number}`), text),
  );
}

function pendingChallenges(snapshot: TransactionSnapshot, now: Instant): readonly Challenge[] {
  return challengesOf(snapshot).filter(({ status, expiresAt }) => status === 'pending' && now < expiresAt);
}

function challengeName({ channel }: Challenge): string {
  return `${channel}-authentication-challenge`;
}

function entriesOf(snapshot: TransactionSnapshot, now: Instant): readonly Entry[] {
  const pending = new Map(
    pendingChallenges(snapshot, now).map((challenge) => [challengeName(challenge), challenge.createdAt]),
  );
  const types = [...new Set([...Object.keys(snapshot.rows), ...pending.keys()])].sort();
  return types.map((type) => ({
    snapshot,
    type,
    at: pending.get(type) ?? snapshot.results[type]?.interactionTime ?? snapshot.createdAt,
  }));
}

function fits({ snapshot, type, at }: Entry, filter: InteractionFilter): boolean {
  return (
    (filter.transactionId === undefined || filter.transactionId === snapshot.id) &&
    (filter.type === undefined || filter.type === type) &&
    (filter.from === undefined || filter.from <= at) &&
    (filter.to === undefined || at < filter.to)
  );
}
