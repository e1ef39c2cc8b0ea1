import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './repository.js';

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly text: string;
}

/** A command of a page and the JSON that the page shows as its answer, if any. */
export interface Command {
  readonly command: string;
  readonly shown: string | undefined;
}

/** The fenced blocks of a page of `docs/guides`, in their order. */
export function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(ROOT, 'docs/guides', page), 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', block = '']) => ({
    language,
    text: block,
  }));
}

/** Each `sh` block with the `json` block right after it. */
export function commandsOf(blocks: readonly Block[]): readonly Command[] {
  return blocks.flatMap(({ language, text }, index) => {
    const next = blocks[index + 1];
    return language === 'sh' ? [{ command: text, shown: next?.language === 'json' ? next.text : undefined }] : [];
  });
}

/** What to expect of an answer that a page shows: `…` in a text is any text but none, a member `"…"` stands for further members. */
export function asShown(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('…') ? expect.stringMatching(patternOf(value)) : value;
  if (Array.isArray(value)) return value.map(asShown);
  if (value === null || typeof value !== 'object') return value;
  const { '…': more, ...members } = value as Readonly<Record<string, unknown>>;
  const expected = Object.fromEntries(Object.entries(members).map(([name, member]) => [name, asShown(member)]));
  return more === undefined ? expected : expect.objectContaining(expected);
}

function patternOf(text: string): RegExp {
  const literal = text.split('…').map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  return new RegExp(`^${literal.join('.+')}$`);
}
