import type { GuideVariables } from './guide-variables.js';
import type { Answer } from './json-request.js';
import type { Person } from './people.js';
import { redeem, SignIn } from './sign-in.js';

/** What the server has acknowledged of one login that registers a user; undefined is not acknowledged. */
export interface Registration {
  readonly person: Person;
  signIn?: SignIn;
  /** The code of the message. */
  code?: string;
  verification?: 'sent' | 'acknowledged';
  authorization?: 'sent' | 'acknowledged';
  /** Of an acknowledged `authorize`. */
  authorizationCode?: string;
  redemption?: 'sent' | 'acknowledged';
  /** An answer that was neither the expected one nor a lost connection. */
  surprise?: Answer;
  /** Why it went no further, when that was not an answer to an interaction: a connection that was cut, a refused start. */
  lost?: string;
}

/** Goes as far as the server lets it, and writes down how far that was. Never throws: a server that dies is what these tests are about. */
export async function registerAsFarAsPossible(
  registration: Registration,
  variables: GuideVariables,
  redeems: boolean,
): Promise<void> {
  try {
    await run(registration, variables, redeems);
  } catch (error) {
    // What was not acknowledged until here is in nobody's debt.
    registration.lost = error instanceof Error ? error.message : String(error);
  }
}

async function run(registration: Registration, variables: GuideVariables, redeems: boolean): Promise<void> {
  const { person } = registration;
  const signIn = await SignIn.start(variables);
  registration.signIn = signIn;
  if (!isExpected(registration, await signIn.register(person))) return;
  const challenge = await signIn.challenge(person.phone_number, 'registration');
  if (!isExpected(registration, challenge)) return;
  registration.code = String(challenge.body['verification_code']);
  registration.verification = 'sent';
  if (!isExpected(registration, await signIn.verify(registration.code))) return;
  registration.verification = 'acknowledged';
  registration.authorization = 'sent';
  const authorized = await signIn.post('authorize');
  if (!isExpected(registration, authorized)) return;
  registration.authorization = 'acknowledged';
  registration.authorizationCode = codeOf(authorized);
  if (!redeems) return;
  registration.redemption = 'sent';
  await redeemCode(variables, registration.authorizationCode);
  registration.redemption = 'acknowledged';
}

function isExpected(registration: Registration, answer: Answer): boolean {
  if (answer.status !== 200) registration.surprise = answer;
  return answer.status === 200;
}

function codeOf({ body }: Answer): string {
  return new URL(String(body['redirect_uri'])).searchParams.get('code') ?? '';
}

/** @throws Error when the server refuses, or is not there */
export async function redeemCode(variables: GuideVariables, code: string): Promise<void> {
  await redeem(variables, { grant_type: 'authorization_code', code, redirect_uri: variables.REDIRECT_URI });
}

/** How many of `attempts` redemptions of one code at the same time succeed. */
export async function redeemAtOnce(variables: GuideVariables, code: string, attempts: number): Promise<number> {
  const outcomes = await Promise.allSettled(Array.from({ length: attempts }, () => redeemCode(variables, code)));
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}

/** Runs `work` on all of `items`, `width` at a time. */
export async function inCrowd<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const one = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, one));
}
