import { countDown } from './countdown.js';
import { element, linkButton } from './dom.js';
import { createForm } from './form.js';
import { messageOf } from './messages.js';
import { asksDestination, destinationOf } from './next-step.js';

const CHANNELS = {
  sms: {
    interaction: 'sms-authentication',
    field: 'phone_number',
    type: 'tel',
    autocomplete: 'tel',
    anywhere: 'yourPhone',
  },
  email: {
    interaction: 'email-authentication',
    field: 'email',
    type: 'email',
    autocomplete: 'email',
    anywhere: 'yourMailbox',
  },
};

/**
 * The first half of a code: where it goes. It is sent at once when the user has just proved a first factor and there is nothing to choose.
 * @param {'sms' | 'email'} method
 * @param {{ isFresh: boolean }} context
 */
export async function showChallenge(page, method, { isFresh }) {
  const known = destinationOf(page.viewData, method);
  if (isFresh && known !== undefined && page.methods.length === 1) {
    const answer = await page.during(page.api.interact(`${CHANNELS[method].interaction}-challenge`));
    if (answer.ok) return showCode(page, method, { answer, request: {} });
    if (page.handledEverywhere(answer)) return;
    showDestination(page, method, asksDestination(page.viewData, method));
    return page.alert(messageOf(answer, page.texts));
  }
  showDestination(page, method, asksDestination(page.viewData, method));
}

function showDestination(page, method, isAsked) {
  const { texts, viewData } = page;
  const { interaction, field, type, autocomplete, anywhere } = CHANNELS[method];
  const label = method === 'sms' ? texts.phone : texts.email;
  const hint = method === 'sms' ? texts.phoneHint : undefined;
  const known = destinationOf(viewData, method) ?? texts[anywhere];
  const hint2 = method === 'email' && (viewData.login_hint ?? '').includes('@') ? viewData.login_hint : undefined;
  const value = page.remembered[field] ?? hint2 ?? '';
  const form = createForm(page, {
    fields: isAsked ? [{ name: field, label, type, autocomplete, hint, value }] : [],
    submit: texts.sendCode,
    after: [wasSent(page, interaction) ? linkButton(texts.haveCode, () => showCode(page, method, {})) : undefined],
    send: (values) => {
      page.remembered[field] = values[field];
      return page.api.interact(`${interaction}-challenge`, values);
    },
    accepted: (answer) => showCode(page, method, { answer, request: isAsked ? { ...page.remembered } : {} }),
    // A configuration may demand the destination although the user's own is known.
    refused: (answer) => {
      const isDemanded = !isAsked && JSON.stringify(answer.body.error_messages ?? '').includes(`'${field}'`);
      if (isDemanded) showDestination(page, method, true);
      return isDemanded;
    },
  });
  page.show({
    title: texts.codeTitle,
    lead: isAsked ? texts.askLead[method] : texts.sendLead[method](known),
    content: [form.root],
  });
}

/** A code that was sent before this page was loaded anew. */
function wasSent(page, interaction) {
  const results = page.status.interaction_results;
  return (results[`${interaction}-challenge`]?.success_count ?? 0) > (results[interaction]?.success_count ?? 0);
}

/** The second half: the code itself. */
function showCode(page, method, { answer, request = {} }) {
  const { texts, viewData } = page;
  const { interaction, field, anywhere } = CHANNELS[method];
  const to = answer?.body.destination ?? destinationOf(viewData, method) ?? request[field] ?? texts[anywhere];
  const minutes = Math.floor((answer?.body.expires_in ?? 0) / 60);
  const body = request[field] === undefined ? {} : { [field]: request[field] };
  const resend = createResend(
    page,
    () => page.api.interact(`${interaction}-challenge`, body),
    (again) => {
      page.announce(texts.codeSent(again.body.destination ?? to));
      form.fields[0].input.value = '';
      form.fields[0].complain('');
      form.fields[0].input.focus();
    },
  );
  const form = createForm(page, {
    fields: [
      {
        name: 'verification_code',
        label: texts.code,
        inputmode: 'numeric',
        autocomplete: 'one-time-code',
        className: 'code',
        maxlength: 32,
        ...(minutes > 0 ? { hint: texts.codeHint(minutes) } : {}),
      },
    ],
    submit: texts.verify,
    after: [
      element(
        'div',
        { class: 'links' },
        resend.root,
        asksDestination(viewData, method)
          ? linkButton(texts.otherDestination[method], () => showDestination(page, method, true))
          : undefined,
      ),
    ],
    send: (values) => page.api.interact(interaction, values),
    accepted: () => page.advance({ isFresh: true }),
    refused: ({ status }) => {
      // What the server has judged is typed anew; what never reached it is kept.
      if (status === 400) form.fields[0].input.value = '';
      return false;
    },
  });
  page.show({
    title: texts.codeTitle,
    lead: answer === undefined ? texts.codeLeadKnown(to) : texts.codeLead(to),
    content: [form.root],
  });
  if (answer !== undefined) resend.waitFor(answer);
}

/** The button that asks for another code; it waits as long as the server says. */
function createResend(page, send, sent) {
  const { texts } = page;
  const button = linkButton(texts.resend, async () => {
    if (page.isBusy() || button.getAttribute('aria-disabled') === 'true') return;
    page.clearMessages();
    const answer = await page.during(send());
    waitFor(answer);
    if (answer.ok) return sent(answer);
    if (!page.handledEverywhere(answer)) page.alert(messageOf(answer, texts));
  });
  function waitFor({ body, retryAfter }) {
    const seconds = retryAfter ?? Number(body.resend_available_in ?? 0);
    if (!(seconds > 0)) return;
    button.setAttribute('aria-disabled', 'true');
    page.leaving(
      countDown(seconds, (left) => {
        button.textContent = left > 0 ? texts.resendIn(texts.wait(left)) : texts.resend;
        if (left === 0) button.removeAttribute('aria-disabled');
      }),
    );
  }
  return { root: button, waitFor };
}
