/** One mailbox, as it goes into the header and the envelope. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** `local@domain` and nothing around it: no list, no group, no comment, no quotes, no control character. */
const ADDRESS = /^[^\s\p{Cc}<>(),:;"\\[\]@]{1,64}@[^\s\p{Cc}<>(),:;"\\[\]@]{1,255}$/u;
const NAMED = /^([^\p{Cc}<>@]{0,128})<([^<>]*)>$/u;

/** Reads `local@domain`; undefined for anything that a mail server could take for more or less than one mailbox. */
export function parseAddress(text: string): Mailbox | undefined {
  return ADDRESS.test(text) ? { name: '', address: text } : undefined;
}

/** Reads `local@domain` or `Name <local@domain>`. */
export function parseMailbox(text: string): Mailbox | undefined {
  const [, name = '', address = ''] = NAMED.exec(text) ?? ['', '', text];
  const mailbox = parseAddress(address);
  return mailbox && { ...mailbox, name: name.trim().replace(/^"(.*)"$/, '$1') };
}
