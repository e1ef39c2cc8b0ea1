// Everything is put in as text, never as markup.

/**
 * Makes an element. Properties that begin with `on` are listeners; `undefined` and `false` are left out; the others become attributes.
 * @param {string} name
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Node | string | undefined)} children
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? '' : String(value));
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

export function byId(id) {
  return document.getElementById(id);
}

/** A button that looks like a link. */
export function linkButton(text, onclick) {
  return element('button', { type: 'button', class: 'link', onclick }, text);
}

/** A link to a page of the application; undefined unless the address is http or https. */
export function externalLink(text, address, newTab) {
  if (typeof address !== 'string' || !/^https?:\/\//i.test(address)) return undefined;
  if (newTab === undefined) return element('a', { href: address, rel: 'noreferrer' }, text);
  const hint = element('span', { class: 'hidden' }, ` ${newTab}`);
  return element('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, text, hint);
}
