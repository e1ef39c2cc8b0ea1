// The sign-in page: reads which sign-in it is for from its address, asks the server what comes next, shows that, and goes back to the
// application at the end. It keeps nothing in the browser and writes no logs.
import { showPassword, showRegistration } from './account-views.js';
import { createApi } from './api.js';
import { showChallenge } from './code-views.js';
import { showConsent, showContinue, showEnded, showLost, showUnfinished } from './ending-views.js';
import { nextStep } from './next-step.js';
import { createPage } from './page.js';
import { chooseTexts } from './texts.js';
import { waysBeside } from './ways.js';

const id = new URLSearchParams(location.search).get('id') ?? '';
const page = createPage(createApi(id));
let expiry;

/**
 * Asks the server for the state and shows what comes next.
 * @param {{ isFresh?: boolean }} context `isFresh`: the user has just proved something, so what needs no decision happens at once
 */
page.advance = async ({ isFresh = false } = {}) => {
  const [viewData, status] = await page.during(Promise.all([page.api.viewData(), page.api.status()]));
  const lost = [viewData, status].find((answer) => !answer.ok);
  if (lost) return showLost(page, lost);
  page.viewData = viewData.body;
  page.status = status.body;
  page.setTexts(chooseTexts(page.viewData.ui_locales));
  clearTimeout(expiry);
  expiry = setTimeout(() => showLost(page, undefined), page.viewData.expires_in * 1000);
  await showNext(isFresh);
};

async function showNext(isFresh) {
  const { kind, methods } = nextStep(page.viewData, page.status);
  page.methods = methods;
  if (kind === 'ended' || (kind === 'authenticate' && methods.length === 0)) return showEnded(page, page.status.status);
  if (kind === 'complete') return complete(isFresh);
  const preferred = page.picked ?? (page.viewData.prompt.includes('create') ? 'initial-registration' : undefined);
  return showMethod(methods.includes(preferred) ? preferred : methods[0], isFresh);
}

async function showMethod(method, isFresh) {
  page.ways = waysBeside(page, method, pick);
  if (method === 'password') return showPassword(page);
  if (method === 'initial-registration') return showRegistration(page);
  return showChallenge(page, method, { isFresh });
}

function pick(method) {
  page.picked = method;
  return showMethod(method, false);
}

async function complete(isFresh) {
  const { session_enabled: isSessionEnough, prompt } = page.viewData;
  page.ways = waysBeside(page, undefined, pick);
  if (prompt.includes('consent')) return showConsent(page, isSessionEnough);
  if (!isFresh) return showContinue(page, isSessionEnough);
  const answer = await page.during(page.api.authorize({}));
  if (answer.ok) return page.leave(answer);
  if (!page.handledEverywhere(answer)) showUnfinished(page, answer);
}

/** Tells the application that the user does not want to sign in. */
page.cancel = async () => {
  if (page.isBusy()) return;
  page.clearMessages();
  const answer = await page.during(page.api.deny());
  if (answer.ok) return page.leave(answer);
  if (!page.handledEverywhere(answer)) page.refuse(answer);
};

/** Hands the browser back. This page leaves no trace in its history, so that "back" does not lead to a sign-in that is over. */
page.leave = ({ body }) => {
  clearTimeout(expiry);
  page.showLeaving(body.redirect_uri);
  location.replace(body.redirect_uri);
};

/** Deals with the refusals that end every view alike; false for all others. */
page.handledEverywhere = (answer) => {
  const said = String(answer.body.error_description ?? '');
  const isLost = said === 'Authentication transaction not found' || said.startsWith('auth_session_mismatch');
  if (isLost) showLost(page, answer);
  const state = { 'Authentication has failed': 'failure', 'Authentication is locked': 'locked' }[said];
  if (state !== undefined) showEnded(page, state);
  return isLost || state !== undefined;
};

// A page that the browser kept while another was shown does not know what happened meanwhile.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) void page.advance();
});

page.setTexts(chooseTexts());
if (id === '') showLost(page, undefined);
else void page.advance();
