import { element, externalLink } from './dom.js';
import { createForm } from './form.js';
import { messageOf } from './messages.js';

/** The session of the browser, or the factors proved before this page was loaded anew, suffice: one press is left. */
export function showContinue(page, withSession) {
  const { texts, clientName } = page;
  const form = createForm(page, {
    fields: [],
    submit: texts.next,
    send: async () => {
      if (!withSession) return page.api.authorize({});
      const answer = await page.api.authorizeWithSession({});
      // A server without that route answers 404; the session's factors count for the ordinary finish as well.
      return answer.status === 404 ? page.api.authorize({}) : answer;
    },
    accepted: (answer) => page.leave(answer),
  });
  page.show({
    title: withSession ? texts.sessionTitle : texts.readyTitle,
    lead: withSession ? texts.sessionLead(clientName) : texts.readyLead(clientName),
    content: [form.root],
  });
}

/** What the application asks for; everything but the identity itself can be denied. */
export function showConsent(page, withSession) {
  const { texts, viewData, clientName } = page;
  const boxes = viewData.scopes.map((scope) => scopeBox(scope, texts));
  const list = element('ul', { class: 'scopes' }, ...boxes.map(({ root }) => root));
  const denied = () => boxes.filter(({ input }) => !input.checked).map(({ scope }) => scope);
  const form = createForm(page, {
    fields: [],
    submit: texts.allow,
    send: async () => {
      const body = { denied_scopes: denied() };
      if (!withSession) return page.api.authorize(body);
      const answer = await page.api.authorizeWithSession(body);
      return answer.status === 404 ? page.api.authorize(body) : answer;
    },
    accepted: (answer) => page.leave(answer),
  });
  form.root.prepend(list);
  page.show({ title: texts.consentTitle, lead: texts.consentLead(clientName), content: [form.root] });
}

function scopeBox(scope, texts) {
  const isFixed = scope === 'openid';
  const input = element('input', { type: 'checkbox', checked: true, disabled: isFixed });
  const text = Object.hasOwn(texts.scopes, scope) ? texts.scopes[scope] : scope;
  const note = isFixed ? element('span', { class: 'optional' }, ` ${texts.always}`) : undefined;
  return { scope, input, root: element('li', {}, element('label', {}, input, element('span', {}, text, note))) };
}

/** The finish was refused; the sign-in is still usable. */
export function showUnfinished(page, answer) {
  const { texts } = page;
  const again = element(
    'button',
    { type: 'button', class: 'primary', onclick: () => page.advance({}) },
    texts.tryAgain,
  );
  page.show({ title: texts.notFinished, lead: '', content: [again] });
  page.alert(messageOf(answer, texts));
}

/** The sign-in was stopped or locked: the application learns that from a denial. */
export function showEnded(page, state) {
  const { texts, clientName } = page;
  const lead = { locked: texts.locked, failure: texts.failed }[state] ?? texts.nothingLeft;
  const back = element(
    'button',
    { type: 'button', class: 'primary', onclick: () => page.cancel() },
    texts.returnTo(clientName),
  );
  page.show({ title: texts.endedTitle, lead, content: [back], isFinal: true });
}

/** Nothing can be done here any more; `answer` undefined: the address names no sign-in, or its time is over. */
export function showLost(page, answer) {
  const { texts, viewData, clientName } = page;
  const isForeign = answer?.status === 401;
  const isGone = answer === undefined || answer.status === 404;
  page.show({
    title: isForeign ? texts.otherBrowserTitle : isGone ? texts.goneTitle : texts.brokenTitle,
    lead: isForeign ? texts.otherBrowser : isGone ? texts.gone : messageOf(answer, texts),
    content: [
      isForeign || isGone
        ? externalLink(texts.returnTo(clientName), viewData?.client_uri)
        : element('button', { type: 'button', class: 'primary', onclick: () => page.advance({}) }, texts.tryAgain),
    ],
    isFinal: true,
  });
}
