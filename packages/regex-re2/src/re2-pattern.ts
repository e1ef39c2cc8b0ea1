import type { RE2JS } from 're2js';
import type { CompiledPattern } from '@tessera/core';
import { compileReplacement, type GroupReader } from './replacement.js';
import type { Stopwatch } from './stopwatch.js';

type Matcher = ReturnType<RE2JS['matcher']>;

/** A pattern that RE2 compiled. */
export class Re2Pattern implements CompiledPattern {
  private readonly pattern: RE2JS;
  private readonly startStopwatch: () => Stopwatch;

  constructor(pattern: RE2JS, startStopwatch: () => Stopwatch) {
    this.pattern = pattern;
    this.startStopwatch = startStopwatch;
  }

  matchesWhole(input: string): boolean {
    return this.pattern.testExact(input);
  }

  matchesPart(input: string): boolean {
    return this.pattern.test(input);
  }

  replace(input: string, replacement: string, firstOnly: boolean): string {
    const expand = compileReplacement(replacement);
    const parts: string[] = [];
    let end = 0;
    for (const matcher of this.matches(input)) {
      parts.push(input.slice(end, matcher.start()), expand(groupsOf(matcher, this.pattern)));
      end = matcher.end();
      if (firstOnly) break;
    }
    return parts.join('') + input.slice(end);
  }

  split(input: string): readonly string[] {
    const parts: string[] = [];
    let end = 0;
    for (const matcher of this.matches(input)) {
      const start = matcher.start();
      const isEmpty = start === matcher.end();
      // As in ECMA-262: an empty match splits between two characters, not at the ends and not beside another match.
      if (isEmpty && (start === end || start === input.length)) continue;
      parts.push(input.slice(end, start));
      end = matcher.end();
    }
    return [...parts, input.slice(end)];
  }

  /** One search is linear, but a search for every match may look at the rest of the input each time; the stopwatch ends that. */
  private *matches(input: string): Generator<Matcher> {
    const stopwatch = this.startStopwatch();
    const matcher = this.pattern.matcher(input);
    while (matcher.find()) {
      yield matcher;
      stopwatch.check();
    }
  }
}

function groupsOf(matcher: Matcher, pattern: RE2JS): GroupReader {
  const names = pattern.namedGroups();
  return (group) => {
    const isKnown = typeof group === 'number' ? group <= matcher.groupCount() : Object.hasOwn(names, group);
    // A group of a branch that was not taken is empty.
    return isKnown ? (matcher.group(group) ?? '') : undefined;
  };
}
