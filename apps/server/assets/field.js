import { element } from './dom.js';

/**
 * A labelled input with room for a hint and for what is wrong with it.
 * @param {{ name: string, label: string, type?: string, value?: string, autocomplete?: string, inputmode?: string, hint?: string,
 *   required?: boolean, className?: string, maxlength?: number }} options
 * @param {{ required: string, optional: string, show: string, showPassword: string }} texts
 */
export function createField(
  { name, label, type = 'text', hint, required = true, className, value = '', ...more },
  texts,
) {
  const ids = { input: `field-${name}`, hint: `hint-${name}`, problem: `problem-${name}` };
  const input = element('input', {
    id: ids.input,
    name,
    type,
    class: className,
    spellcheck: 'false',
    autocapitalize: type === 'text' && name.endsWith('name') && name !== 'username' ? 'words' : 'none',
    'aria-required': required ? 'true' : undefined,
    'aria-describedby': hint === undefined ? ids.problem : `${ids.hint} ${ids.problem}`,
    ...more,
  });
  input.value = value;
  const problem = element('p', { id: ids.problem, class: 'problem' });
  const optional = required ? undefined : element('span', { class: 'optional' }, ` ${texts.optional}`);
  const field = {
    name,
    input,
    root: element(
      'div',
      { class: 'field' },
      element('label', { for: ids.input }, label, optional),
      type === 'password' ? withReveal(input, texts) : input,
      hint === undefined ? undefined : element('p', { id: ids.hint, class: 'hint' }, hint),
      problem,
    ),
    /** @param {string} text empty when nothing is wrong */
    complain(text) {
      problem.textContent = text;
      if (text === '') input.removeAttribute('aria-invalid');
      else input.setAttribute('aria-invalid', 'true');
    },
    isMissing: () => required && input.value.trim() === '',
  };
  input.addEventListener('input', () => field.complain(''));
  return field;
}

function withReveal(input, texts) {
  const button = element(
    'button',
    {
      type: 'button',
      class: 'reveal',
      'aria-pressed': 'false',
      'aria-label': texts.showPassword,
      'aria-controls': input.id,
      onclick: () => {
        const isShown = input.type === 'text';
        input.type = isShown ? 'password' : 'text';
        button.setAttribute('aria-pressed', String(!isShown));
      },
    },
    texts.show,
  );
  return element('div', { class: 'secret' }, input, button);
}
