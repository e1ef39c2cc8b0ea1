import { TesseraError } from '../errors/tessera-error.js';
import type { JsonObject } from '../json/json.js';
import { withoutCode } from './compose-body.js';
import type { ConfiguredStep } from './step.js';

const ROW_LIMIT_CHARACTERS = 16_384;

/** A row to keep in the transaction. */
export interface StoreRow {
  readonly key: string;
  readonly value: JsonObject;
}

/**
 * The row of `http_request_store` after a success, without the code unless codes are exposed (specification 1.13). What a custom executor
 * wants kept goes under the same key, or under the interaction's name.
 * @throws TesseraError `ERR_SERVER_CONFIGURATION` when it is larger than 16 KiB
 */
export function storeRow(
  step: ConfiguredStep,
  roots: JsonObject,
  custom: JsonObject | undefined,
): StoreRow | undefined {
  const { definition, interaction } = step;
  if (custom) return { key: definition.store?.key ?? interaction, value: bounded(step, custom) };
  return definition.store
    ? { key: definition.store.key, value: bounded(step, definition.store.rules.apply(roots)) }
    : undefined;
}

function bounded(step: ConfiguredStep, row: JsonObject): JsonObject {
  const { settings } = step.dependencies;
  const kept = settings.exposeVerificationCode
    ? row
    : withoutCode(row, step.configuration.metadata.verificationCodeParam);
  if (JSON.stringify(kept).length > ROW_LIMIT_CHARACTERS) {
    throw new TesseraError(
      'ERR_SERVER_CONFIGURATION',
      `http_request_store of ${step.interaction} maps more than ${ROW_LIMIT_CHARACTERS} characters; map fewer fields`,
    );
  }
  return kept;
}
