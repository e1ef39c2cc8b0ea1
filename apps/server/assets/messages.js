// What a refused call says to the user. The words of the server are used where the dictionary has no better ones.

/** One sentence or two for the whole page. */
export function messageOf(answer, texts) {
  const { body, retryAfter } = answer;
  const parts = [mainText(answer, texts)];
  if (typeof body.attempts_remaining === 'number') parts.push(texts.attempts(body.attempts_remaining));
  if (retryAfter !== undefined) parts.push(texts.tryAgainIn(texts.wait(retryAfter)));
  return parts.join(' ');
}

function mainText({ status, body }, texts) {
  if (status === 0) return texts.offline;
  const said = body.error_description;
  if (typeof said !== 'string' || said === '') return texts.unknown;
  return own(texts.errors, said) ?? said;
}

/**
 * Messages that belong to one field, from `error_messages` ("/email must …", "password must …", "… required property 'name'") and from
 * descriptions that begin with the name of a field.
 * @returns {Map<string, string>} from the name of the field, in the order given
 */
export function fieldMessages({ body }, texts) {
  const found = new Map();
  const add = (name, text) => found.set(name, found.has(name) ? `${found.get(name)} ${text}` : text);
  for (const message of Array.isArray(body.error_messages) ? body.error_messages.map(String) : []) {
    const missing = /required property '([a-z_]+)'/.exec(message);
    const about = /^\/?([a-z_]+) (must .*)$/.exec(message);
    if (missing) add(missing[1], texts.required);
    else if (about)
      add(about[1], ruleText(about[2], texts) ?? (message.startsWith('/') ? texts.check : sentence(about[2])));
  }
  const described = /^([a-z_]+) (?:is|does) /.exec(String(body.error_description ?? ''));
  if (described && found.size === 0) add(described[1], mainText({ status: 400, body }, texts));
  return found;
}

/** The dictionary has one text a rule, with `#` in place of its number. */
function ruleText(rule, texts) {
  const number = /\d+/.exec(rule)?.[0] ?? '';
  return own(texts.rules, rule.replace(/\d+/, '#'))?.replace('#', number);
}

function sentence(words) {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** The server's words never reach a prototype. */
function own(dictionary, key) {
  return Object.hasOwn(dictionary, key) ? dictionary[key] : undefined;
}
