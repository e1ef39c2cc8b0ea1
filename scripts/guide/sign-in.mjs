import { demand } from './deviation.mjs';
import { expectAnswer } from './walk.mjs';

const isText = (value) => typeof value === 'string' && value !== '';
const isCode = (value) => typeof value === 'string' && /^\d{4,10}$/.test(value);

/** 3.1 and 4.1: starts a flow. @returns the id of its transaction */
export function start(walk, title, name) {
  const answer = walk.run(title, name);
  expectAnswer(answer, 302);
  const url = URL.canParse(answer.location ?? '') ? new URL(answer.location) : undefined;
  const authId = url?.pathname.endsWith('/authorize') ? url.searchParams.get('id') : undefined;
  demand(authId, `${title}: Location is ${answer.location} instead of …/authorize?id=…`);
  return authId;
}

/** 3.3 and 3.4, 4.3 and 4.4: sends a code and enters the one that the answer shows. */
export function secondFactor(walk, chapter, authId) {
  const sent = walk.run(`${chapter}.3 Second factor: send the code`, `step-${chapter}-3-sms-challenge`, { authId });
  if (sent.status === 429) walk.note('the send limits of this number are used up; --fresh takes another one');
  expectAnswer(sent, 200, { transaction_id: isText, expires_in: 300 });
  const code = sent.body.verification_code;
  demand(isCode(code), `${sent.title}: no verification_code. Only the development profile shows codes: npm start`);
  const title = `${chapter}.4 Second factor: enter the code`;
  expectAnswer(walk.run(title, `step-${chapter}-4-sms-verification`, { authId, code }), 200, { status: 'success' });
}

/** 3.5 and 4.5: finishes. @returns the authorization code, after checking what stands beside it */
export function finish(walk, chapter, { authId, state }) {
  const answer = walk.run(`${chapter}.5 Finish`, `step-${chapter}-5-authorize`, { authId });
  expectAnswer(answer, 200, { redirect_uri: isText });
  const { redirect_uri: target } = answer.body;
  const registered = walk.variables.REDIRECT_URI;
  demand(target.startsWith(`${registered}?`), `${answer.title}: redirect_uri does not begin with ${registered}?`);
  const parameters = new URL(target).searchParams;
  demand(parameters.get('code'), `${answer.title}: redirect_uri carries no code.`);
  demand(
    parameters.get('state') === state,
    `${answer.title}: redirect_uri carries state ${parameters.get('state')} instead of ${state}.`,
  );
  return parameters.get('code');
}
