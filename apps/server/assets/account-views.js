import { createForm } from './form.js';
import { asksUsername, phoneAtRegistration } from './next-step.js';

/** User name and password. */
export function showPassword(page) {
  const { texts, viewData, clientName } = page;
  const username = {
    name: 'username',
    label: texts.username,
    autocomplete: 'username',
    inputmode: 'email',
    value: page.remembered.username ?? viewData.login_hint ?? '',
    maxlength: 256,
  };
  const password = { name: 'password', label: texts.password, type: 'password', autocomplete: 'current-password' };
  const isAsked = asksUsername(viewData);
  const form = createForm(page, {
    fields: isAsked ? [username, password] : [password],
    submit: texts.next,
    // Without a field the server puts in the name of the bound user; a name is demanded all the same.
    send: (values) => page.api.interact('password-authentication', isAsked ? values : { username: '-', ...values }),
    accepted: () => page.advance({ isFresh: true }),
  });
  page.show({ title: texts.signIn, lead: texts.continueTo(clientName), content: [form.root] });
}

/** A new account. */
export function showRegistration(page) {
  const { texts, viewData, clientName } = page;
  const hint = viewData.login_hint ?? '';
  const phoneNeed = phoneAtRegistration(viewData, page.status);
  const phone = { name: 'phone_number', label: texts.phone, type: 'tel', autocomplete: 'tel', hint: texts.phoneHint };
  const form = createForm(page, {
    fields: [
      {
        name: 'email',
        label: texts.email,
        type: 'email',
        autocomplete: 'username',
        inputmode: 'email',
        value: hint.includes('@') ? hint : '',
      },
      { name: 'name', label: texts.name, autocomplete: 'name', required: false },
      ...(phoneNeed === 'none' ? [] : [{ ...phone, required: phoneNeed === 'required' }]),
      {
        name: 'password',
        label: texts.newPassword,
        type: 'password',
        autocomplete: 'new-password',
        hint: texts.passwordHint,
      },
    ],
    more: { phone_number: phone, ...furtherFields(texts) },
    submit: texts.createAccount,
    send: (values) => page.api.interact('initial-registration', values),
    accepted: () => page.advance({ isFresh: true }),
  });
  page.show({ title: texts.register, lead: texts.registerLead(clientName), content: [form.root] });
}

/** What a configuration may demand besides; such a field appears once the server has asked for it. */
function furtherFields(texts) {
  const autocomplete = {
    given_name: 'given-name',
    family_name: 'family-name',
    middle_name: 'additional-name',
    nickname: 'nickname',
    birthdate: 'bday',
    gender: 'sex',
    website: 'url',
  };
  return Object.fromEntries(
    Object.entries(texts.fields).map(([name, label]) => [
      name,
      { name, label, autocomplete: autocomplete[name] ?? 'off' },
    ]),
  );
}
