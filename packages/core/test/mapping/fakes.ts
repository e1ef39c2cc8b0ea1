import { createHash } from 'node:crypto';
import {
  isJsonObject,
  type CompiledPattern,
  type Digests,
  type JsonPathReader,
  type JsonPathSegment,
  type JsonValue,
  type MappingDependencies,
  type Patterns,
  type PhoneNumbers,
  type Randomness,
} from '@tessera/core';

/** Patterns on `RegExp`: good enough for tests, not linear-time. */
export class RegExpPatterns implements Patterns {
  compiled = 0;

  compile(pattern: string, flags = ''): CompiledPattern | undefined {
    try {
      this.compiled += 1;
      return new RegExpPattern(pattern, flags.replace(/[xd]/g, ''));
    } catch {
      return undefined;
    }
  }
}

class RegExpPattern implements CompiledPattern {
  private readonly whole: RegExp;
  private readonly first: RegExp;
  private readonly every: RegExp;

  constructor(pattern: string, flags: string) {
    this.whole = new RegExp(`^(?:${pattern})$`, `u${flags.replace('m', '')}`);
    this.first = new RegExp(pattern, `u${flags}`);
    this.every = new RegExp(pattern, `gu${flags}`);
  }

  matchesWhole(input: string): boolean {
    return this.whole.test(input);
  }

  matchesPart(input: string): boolean {
    return this.first.test(input);
  }

  replace(input: string, replacement: string, firstOnly: boolean): string {
    return input.replace(firstOnly ? this.first : this.every, replacement);
  }

  split(input: string): readonly string[] {
    return input.split(this.every);
  }
}

/** Counts up: 0, 1, 2 … modulo the limit. */
export class CountingRandomness implements Randomness {
  private next = 0;

  uuid(): string {
    return `00000000-0000-4000-8000-${String(this.next++).padStart(12, '0')}`;
  }

  timeOrderedUuid(): string {
    return this.uuid();
  }

  token(bytes: number): string {
    return 'A'.repeat(Math.ceil((bytes * 4) / 3));
  }

  digits(length: number): string {
    return String(this.next++).padStart(length, '0');
  }

  integer(limit: number): number {
    return this.next++ % limit;
  }
}

/** Real SHA-1 and SHA-256; the rest is not needed here. */
export class NodeDigests implements Digests {
  uuid5(namespace: string, name: string): string {
    const hash = createHash('sha1')
      .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
      .update(name, 'utf8')
      .digest();
    hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
    hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
    return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  sha256Hex(text: string): string {
    return createHash('sha256').update(text, 'utf8').digest('hex');
  }

  keyedHash(text: string): string {
    return `k1:${this.sha256Hex(text).slice(0, 16)}`;
  }

  keyedHashes(text: string): readonly string[] {
    return [this.keyedHash(text)];
  }

  equal(left: string, right: string): boolean {
    return left === right;
  }
}

/** Knows Japanese mobile numbers only. */
export const japaneseMobileNumbers: PhoneNumbers = {
  parse(value) {
    const match = /^(?:\+81|0)-?(\d0)-?(\d{4})-?(\d{4})$/.exec(value);
    if (!match) return undefined;
    const [, prefix = '', middle = '', last = ''] = match;
    return {
      e164: `+81${prefix}${middle}${last}`,
      region: 'JP',
      callingCode: '81',
      type: 'mobile',
      international: `+81 ${prefix} ${middle} ${last}`,
      national: `0${prefix}-${middle}-${last}`,
      rfc3966: `tel:+81-${prefix}-${middle}-${last}`,
    };
  },
};

/** A plain recursive reader, without limits. */
export const naivePathReader: JsonPathReader = {
  compile: (segments) => (root) =>
    segments.reduce<readonly JsonValue[]>(
      (nodes, segment) => nodes.flatMap((node) => selectNaively(node, segment)),
      [root],
    ),
};

function selectNaively(node: JsonValue, segment: JsonPathSegment): readonly JsonValue[] {
  switch (segment.kind) {
    case 'member':
      return isJsonObject(node) && Object.hasOwn(node, segment.name) ? [node[segment.name] ?? null] : [];
    case 'index':
      return elementOf(node, segment.index);
    case 'slice':
      return Array.isArray(node) ? (node as readonly JsonValue[]).slice(segment.start, segment.end) : [];
    case 'wildcard':
      return childrenOf(node);
    case 'union':
      return segment.selectors.flatMap((selector) =>
        selectNaively(
          node,
          typeof selector === 'string' ? { kind: 'member', name: selector } : { kind: 'index', index: selector },
        ),
      );
    case 'descent':
      return [
        ...selectNaively(node, segment.selector),
        ...childrenOf(node).flatMap((child) => selectNaively(child, segment)),
      ];
  }
}

function elementOf(node: JsonValue, index: number): readonly JsonValue[] {
  if (!Array.isArray(node)) return [];
  const position = index < 0 ? node.length + index : index;
  return position < 0 ? [] : (node as readonly JsonValue[]).slice(position, position + 1);
}

function childrenOf(node: JsonValue): readonly JsonValue[] {
  return typeof node === 'object' && node !== null ? Object.values(node) : [];
}

/** 2025-01-19T10:00:00.123Z. */
export const NOW = 1_737_280_800_123;

/** All of the above, fresh for each test. */
export function fakeMappingDependencies(): MappingDependencies {
  return {
    paths: naivePathReader,
    patterns: new RegExpPatterns(),
    randomness: new CountingRandomness(),
    digests: new NodeDigests(),
    clock: { now: () => NOW },
    phoneNumbers: japaneseMobileNumbers,
  };
}
