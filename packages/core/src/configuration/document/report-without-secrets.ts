import type { JsonValue } from '../../json/json.js';
import type { ViolationList } from '../../errors/violation-list.js';
import type { Violation } from '../../errors/violation.js';
import type { PlugIns } from './compile-context.js';
import { MASKED_SECRET } from './masked-secret.js';
import { secretTexts } from './secrets.js';

/** `got` is cut at 80 characters: the start of a long secret is enough to recognise it. */
const RECOGNISED = 16;

/**
 * Hands violations and warnings over, each once, with `got` masked where it quotes a secret of the document: one typed into
 * the wrong field is quoted like any other value.
 */
export function reportWithoutSecrets(
  found: ViolationList,
  document: JsonValue,
  plugIns: PlugIns,
  target: ViolationList,
): void {
  const secrets = secretTexts(document, plugIns).filter((text) => text !== '');
  const seen = new Set<string>();
  for (const violation of found.violations) {
    const key = `${violation.pointer} ${violation.message}`;
    if (!seen.has(key)) target.addBelow('', [mask(violation, secrets)]);
    seen.add(key);
  }
  for (const { code, pointer, message } of found.warnings) target.warn(code, pointer, message);
}

function mask(violation: Violation, secrets: readonly string[]): Violation {
  const { got } = violation;
  const isQuoted = got !== undefined && secrets.some((secret) => got.includes(secret.slice(0, RECOGNISED)));
  return isQuoted ? { ...violation, got: MASKED_SECRET } : violation;
}
