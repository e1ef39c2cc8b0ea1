import { element, linkButton } from './dom.js';
import { canSwitchAccount } from './next-step.js';

/**
 * The links below a view: what else may be used in place of `current`.
 * @param {(method: string) => unknown} pick
 */
export function waysBeside(page, current, pick) {
  const { texts, methods, viewData, status } = page;
  const others = methods.filter((method) => method !== current);
  const rows = others.map((method) =>
    row(introduction(current, method, texts), texts.ways[method], () => pick(method)),
  );
  const isSwitch = current !== 'password' && !others.includes('password') && canSwitchAccount(viewData, status);
  return isSwitch ? [...rows, row(texts.notYou, texts.otherAccount, () => pick('password'))] : rows;
}

function introduction(current, method, texts) {
  if (method === 'initial-registration') return texts.newHere;
  return current === 'initial-registration' && method === 'password' ? texts.haveAccount : undefined;
}

function row(introduction, text, onclick) {
  return element('p', {}, introduction === undefined ? undefined : `${introduction} `, linkButton(text, onclick));
}
