const MAX_LENGTH = 80;
const ZERO_WIDTH_SPACE = '\u200b';

/** `$$…$$` would be set as a formula and `fa:fa-…` drawn as an icon, entities or not. */
const INTERPRETED = /\$(?=\$)|:(?=fa-)/g;

// Letters, digits and what means nothing to Mermaid, Markdown or HTML, wherever it stands.
const PLAIN = /[\p{L}\p{M}\p{N} .,:/()+=_≥≤≠…-]/u;

/**
 * A label of a Mermaid diagram, quoted. Whatever the texts contain, they stay texts: other characters become numeric entities (`#34;`), so that
 * none can end the label, open a tag or begin a directive; control characters and line breaks become blanks, long texts are cut.
 * @param lines one below the other
 */
export function label(...lines: readonly string[]): string {
  return `"${lines.map(escaped).join('<br/>')}"`;
}

function escaped(text: string): string {
  const characters = [...text.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()];
  const shown = characters.length > MAX_LENGTH ? [...characters.slice(0, MAX_LENGTH - 1), '…'] : characters;
  const separated = shown.join('').replace(INTERPRETED, `$&${ZERO_WIDTH_SPACE}`);
  return [...separated]
    .map((character) => (PLAIN.test(character) ? character : `#${character.codePointAt(0) ?? 0};`))
    .join('');
}
