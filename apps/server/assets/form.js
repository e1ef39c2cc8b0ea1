import { element } from './dom.js';
import { createField } from './field.js';
import { fieldMessages, messageOf } from './messages.js';

/**
 * A form that calls the server. While a call is under way it takes no second one; what is wrong is shown at the field it concerns.
 * @param {object} page
 * @param {{ fields: object[], submit: string, after?: (Node | undefined)[], more?: Record<string, object>,
 *   send: (values: Record<string, string>) => Promise<object>, accepted: (answer: object) => unknown,
 *   refused?: (answer: object) => boolean }} options `more`: fields that appear when the server asks for them; `refused` returns true when it
 *   has dealt with the answer itself
 */
export function createForm(page, { fields: descriptions, submit, after = [], more = {}, send, accepted, refused }) {
  const fields = descriptions.map((description) => createField(description, page.texts));
  const button = element('button', { type: 'submit', class: 'primary' }, submit);
  const rows = element('div', { class: 'fields' }, ...fields.map(({ root }) => root));
  // The method keeps what was typed out of the address, should the browser ever submit the form itself.
  const form = element('form', { novalidate: true, method: 'post', onsubmit }, rows, button, ...after);

  async function onsubmit(event) {
    event.preventDefault();
    if (page.isBusy() || hasMissing()) return;
    page.clearMessages();
    const answer = await page.during(send(values()));
    if (answer.ok) return accepted(answer);
    if (page.handledEverywhere(answer) || refused?.(answer)) return;
    complain(answer);
  }

  function hasMissing() {
    for (const field of fields) field.complain(field.isMissing() ? page.texts.required : '');
    const missing = fields.find((field) => field.isMissing());
    missing?.input.focus();
    return missing !== undefined;
  }

  /** Fields left empty are not sent: the server takes an empty text for a wrong one. */
  function values() {
    const filled = fields.map(({ name, input }) => [
      name,
      input.type === 'password' ? input.value : input.value.trim(),
    ]);
    return Object.fromEntries(filled.filter(([, value]) => value !== ''));
  }

  function complain(answer) {
    const messages = fieldMessages(answer, page.texts);
    for (const name of messages.keys()) {
      if (Object.hasOwn(more, name) && !fields.some((field) => field.name === name)) add(more[name]);
    }
    const concerned = fields.filter(({ name }) => messages.has(name));
    for (const field of concerned) field.complain(messages.get(field.name));
    const isTold = concerned.length > 0 && answer.retryAfter === undefined;
    page.alert(isTold ? page.texts.errors['Request validation failed'] : messageOf(answer, page.texts));
    (concerned[0] ?? judgedSecret(fields, answer) ?? fields[0])?.input.focus();
  }

  function add(description) {
    const field = createField(description, page.texts);
    fields.push(field);
    rows.append(field.root);
  }

  return { root: form, fields, complain };
}

/** A password that the server has judged is typed anew; one that never reached it is kept. */
function judgedSecret(fields, { status }) {
  const secret = fields.find(({ input }) => input.getAttribute('autocomplete') === 'current-password');
  if (secret && status >= 400 && status < 500) secret.input.value = '';
  return secret;
}
