import { Deviation } from './deviation.mjs';
import { printedCommand } from './printed-command.mjs';
import { runPrinted } from './shell.mjs';

/** One run through the guide: what is known so far, and the printed commands run with it. */
export class Walk {
  /** Variables of the shell. `AUTH_ID` joins them once a flow has begun. */
  variables;
  #values;

  constructor(variables, { user, sandboxPort }) {
    this.variables = variables;
    this.#values = { serverUrl: variables.IDP_SERVER_URL, user, sandboxPort };
  }

  get user() {
    return this.#values.user;
  }

  /**
   * Runs a printed command and prints its answer.
   * @param known `authId`, `code`: what the guide says to fill in
   */
  run(title, name, known = {}) {
    const variables = known.authId ? { ...this.variables, AUTH_ID: known.authId } : this.variables;
    console.log(`\n${title}\n  scripts/guide/commands/${name}.sh`);
    const answer = runPrinted(printedCommand(name, { ...this.#values, ...known }), variables);
    console.log(`  ${answer.status} ${answer.location ?? answer.text}`);
    return { ...answer, title };
  }

  note(text) {
    console.log(`  (${text})`);
  }
}

/**
 * Compares an answer with what the guide prints.
 * @param expected values, or predicates where the guide prints an example; undefined when the guide prints no body
 * @throws Deviation naming step, member, both values
 */
export function expectAnswer(answer, status, expected) {
  const wrong = expected === undefined ? [] : differences(answer.body, expected, '');
  if (answer.status !== status) wrong.unshift(`status ${answer.status} instead of ${status}`);
  if (wrong.length === 0) return;
  throw new Deviation(`${answer.title}: ${wrong.join('; ')}.\nThe answer was: ${answer.text}`);
}

function differences(actual, expected, path) {
  if (typeof expected === 'function') return expected(actual) ? [] : [`${path} is ${JSON.stringify(actual)}`];
  if (expected === null || typeof expected !== 'object')
    return actual === expected ? [] : [`${path} is ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`];
  if (actual === null || typeof actual !== 'object') return [`${path || 'the body'} is not an object`];
  return Object.entries(expected).flatMap(([key, value]) => differences(actual[key], value, `${path}/${key}`));
}
