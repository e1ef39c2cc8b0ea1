import type { Violation } from '../../errors/violation.js';
import type { JsonObject } from '../../json/json.js';
import type { CompileContext } from './compile-context.js';
import { valueAt } from './document-path.js';
import { SECRET_NAMES } from './secret-names.js';
import { MASKED_SECRET } from './masked-secret.js';

/** What a plug-in says about its own part of a document. */
export interface PlugInRules {
  readonly secretPaths: readonly string[];
  readonly validate: (document: JsonObject) => readonly Violation[];
}

/**
 * Runs the validator a plug-in brought and takes over what it found, its secrets masked in every text. A validator that throws
 * refuses the document.
 */
export function reportPlugIn(
  plugIn: PlugInRules,
  document: JsonObject,
  pointer: string,
  { violations }: CompileContext,
): void {
  const secrets = [...SECRET_NAMES, ...plugIn.secretPaths].flatMap((path) => {
    const value = valueAt(document, path.split('.'));
    return typeof value === 'string' && value !== '' ? [value] : [];
  });
  try {
    violations.addBelow(
      pointer,
      plugIn.validate(document).map((violation) => withoutSecrets(violation, secrets)),
    );
  } catch {
    // What it threw may quote the document, secrets included.
    violations.add(pointer, 'not allowed', 'a value the validator of this function or sender can read');
  }
}

function withoutSecrets(violation: Violation, secrets: readonly string[]): Violation {
  const hide = (text: string): string =>
    secrets.reduce((shown, secret) => shown.replaceAll(secret, MASKED_SECRET), text);
  const { pointer, message, expected, got } = violation;
  return {
    pointer,
    message: hide(message),
    ...(expected === undefined ? {} : { expected: hide(expected) }),
    ...(got === undefined ? {} : { got: hide(got) }),
  };
}
