import { en } from './texts-en.js';
import { ja } from './texts-ja.js';

const LANGUAGES = { en, ja };

/**
 * The language of the page: the first known one among those that the application asks for, then those of the browser, then English.
 * @param {readonly string[]} uiLocales of view-data
 * @returns {{ language: string, texts: typeof en }}
 */
export function chooseTexts(uiLocales = []) {
  const wanted = [...uiLocales, ...(navigator.languages ?? [])].map((locale) => locale.toLowerCase().split('-')[0]);
  const language = wanted.find((candidate) => Object.hasOwn(LANGUAGES, candidate)) ?? 'en';
  return { language, texts: LANGUAGES[language] };
}
