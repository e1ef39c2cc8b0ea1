import { configure } from './configure.mjs';
import { demand } from './deviation.mjs';
import { readGuideEnv } from './guide-env.mjs';
import { redeem } from './redeem.mjs';
import { requireTools } from './shell.mjs';
import { finish, secondFactor, start } from './sign-in.mjs';
import { Walk, expectAnswer } from './walk.mjs';

/**
 * Runs the guide from Step 1 to the events.
 * @throws Deviation at the first answer that is not as printed
 */
export async function walkGuide(options) {
  requireTools();
  const walk = new Walk(readGuideEnv(options.dataDir), options);
  if (options.sandboxPort !== '4000') console.log(`The sandbox is on port ${options.sandboxPort}, in place of 4000.`);
  await configure(walk);
  const registered = await register(walk);
  const signedIn = await signIn(walk);
  queryEvents(walk, registered ? [registered, signedIn] : [signedIn]);
  console.log(registered ? '\nThe guide works as printed.' : '\nThe guide works as printed, but for the registration.');
}

/** Step 3. @returns the transaction; undefined when an earlier run has registered this user */
async function register(walk) {
  const authId = start(walk, '3.1 Start', 'step-3-1-authorization-request');
  const answer = walk.run('3.2 First factor: registration', 'step-3-2-initial-registration', { authId });
  if (answer.status === 400 && answer.body?.error_description === 'User already exists') {
    walk.note(`${walk.user.email} was registered by an earlier run; on to the sign-in. --fresh registers another user`);
    return undefined;
  }
  expectAnswer(answer, 200, { status: 'success' });
  secondFactor(walk, 3, authId);
  const code = finish(walk, 3, { authId, state: 'random-state-registration' });
  await redeem(walk.variables, code, ['initial-registration', 'sms']);
  return authId;
}

/** Step 4. @returns the transaction */
async function signIn(walk) {
  const authId = start(walk, '4.1 Start', 'step-4-1-authorization-request');
  const answer = walk.run('4.2 First factor: password', 'step-4-2-password-authentication', { authId });
  expectAnswer(answer, 200, { status: 'success' });
  secondFactor(walk, 4, authId);
  const code = finish(walk, 4, { authId, state: 'random-state-login' });
  await redeem(walk.variables, code, ['password', 'sms']);
  return authId;
}

function queryEvents(walk, transactions) {
  const answer = walk.run('Security events', 'security-events');
  expectAnswer(answer, 200, { list: Array.isArray });
  const recorded = new Set(answer.body.list.map((event) => event.transaction_id));
  for (const id of transactions) {
    demand(recorded.has(id), `${answer.title}: no sms_verification_success for the transaction ${id}.`);
  }
}
