import type { JsonValue, RequestValidator } from '@tessera/core';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';

/** A hostile body may be wrong in more places than anybody reads. */
const MAX_MESSAGES = 100;
/** Paths hold names that the caller chose. */
const MAX_MESSAGE_LENGTH = 300;

/** The port's answer of a function that Ajv compiled. */
export function requestValidator(validate: ValidateFunction): RequestValidator {
  return (value: JsonValue) => {
    try {
      if (validate(value)) return [];
    } catch (error) {
      // A recursive schema follows the value down; a value too deep for the stack does not fit.
      if (error instanceof RangeError) return ['/ must NOT be nested that deeply'];
      throw error;
    }
    return messagesOf(validate.errors ?? []);
  };
}

/** What is wrong inside the body comes before what is wrong with the body as a whole, as in the example of specification 1.5. */
function messagesOf(errors: readonly ErrorObject[]): readonly string[] {
  const messages = new Set<string>();
  for (const isAboutWhole of [false, true]) {
    for (const error of errors) {
      if (messages.size === MAX_MESSAGES) break;
      if ((error.instancePath === '') === isAboutWhole) messages.add(messageOf(error));
    }
  }
  return [...messages];
}

function messageOf({ instancePath, message }: ErrorObject): string {
  const text = `${instancePath || '/'} ${message ?? 'must fit the schema'}`;
  return text.length > MAX_MESSAGE_LENGTH ? `${text.slice(0, MAX_MESSAGE_LENGTH - 3)}...` : text;
}
