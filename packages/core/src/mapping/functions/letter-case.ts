import type { MappingFunctionDefinition } from './mapping-function.js';
import { oneOf, text, textThat } from './parameters.js';

/** Tells whether a text is a language tag that the platform takes (BCP 47). */
export function isLocale(value: string): boolean {
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}

/**
 * `upper`, `lower`; `title`: every word with a capital; `camel`, `pascal`: words written together. Words are what stands between
 * `delimiter`, or else between blanks (`title`) or anything that is no letter or digit (`camel`, `pascal`, where a capital also begins one).
 */
export const letterCase: MappingFunctionDefinition = {
  name: 'case',
  parameters: {
    mode: oneOf(['upper', 'lower', 'title', 'camel', 'pascal'], { isRequired: true }),
    locale: textThat('BCP 47 language tag', isLocale),
    delimiter: text({ min: 1 }),
  },
  prepare: () => {
    return (input, args) => {
      if (typeof input !== 'string') return null;
      const mode = args.text('mode');
      const locale = args.optionalText('locale');
      const delimiter = args.optionalText('delimiter');
      if (mode === 'upper') return upper(input, locale);
      if (mode === 'lower') return lower(input, locale);
      if (mode === 'title') return title(input, delimiter, locale);
      const words = wordsOf(input, delimiter);
      return words
        .map((word, index) => (index === 0 && mode === 'camel' ? lower(word, locale) : capitalised(word, locale)))
        .join('');
    };
  },
};

function title(input: string, delimiter: string | undefined, locale: string | undefined): string {
  if (delimiter === undefined) return input.replace(/\S+/gu, (word) => capitalised(word, locale));
  return input
    .split(delimiter)
    .map((word) => capitalised(word, locale))
    .join(delimiter);
}

function wordsOf(input: string, delimiter: string | undefined): readonly string[] {
  const words =
    delimiter === undefined
      ? input.replace(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/gu, ' ').split(/[^\p{L}\p{M}\p{N}]+/u)
      : input.split(delimiter);
  return words.filter((word) => word !== '');
}

function capitalised(word: string, locale: string | undefined): string {
  const first = String.fromCodePoint(...(word === '' ? [] : [word.codePointAt(0) ?? 0]));
  return upper(first, locale) + lower(word.slice(first.length), locale);
}

/** Without a locale the result is the same on every machine. */
function upper(value: string, locale: string | undefined): string {
  return locale === undefined ? value.toUpperCase() : value.toLocaleUpperCase(locale);
}

function lower(value: string, locale: string | undefined): string {
  return locale === undefined ? value.toLowerCase() : value.toLocaleLowerCase(locale);
}
