import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './repository.js';

/** A JSON document of the guide. */
export type JsonDocument = Readonly<Record<string, unknown>>;

/** A document of `documents/`, as it is printed. */
export function printedText(name: string): string {
  return readFileSync(join(ROOT, 'test/support/documents', `${name}.json`), 'utf8');
}

export function printedDocument(name: string): JsonDocument {
  return JSON.parse(printedText(name)) as JsonDocument;
}

/** The document of Step 1 with the port of the SMS service; taken from the printed command, so that there is no second copy. */
export function smsConfigurationOfTheGuide(port: number): JsonDocument {
  return bodyOf('step-1-sms-configuration', (text) => text.replaceAll(':4000/', `:${port}/`));
}

/** The document of Step 2. */
export function policyOfTheGuide(): JsonDocument {
  return bodyOf('step-2-authentication-policy', (text) => text);
}

function bodyOf(command: string, edit: (text: string) => string): JsonDocument {
  const text = readFileSync(join(ROOT, 'scripts/guide/commands', `${command}.sh`), 'utf8');
  const quoted = /^-d "(.*)"$/ms.exec(text)?.[1] ?? '';
  // What the shell does with the text between double quotes.
  const json = quoted.replaceAll('\\"', '"').replace(/\$\{\w+_ID\}/, randomUUID());
  return JSON.parse(edit(json)) as JsonDocument;
}
