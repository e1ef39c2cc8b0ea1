import { createHash } from 'node:crypto';

/** Enough of a long secret to recognise it, also where a page of a database ends in the middle of it. */
const RECOGNISABLE = 24;

/** What must be found nowhere but where it belongs, and how to find it. */
export class SecretScan {
  private readonly kinds = new Map<string, Set<string>>();

  /** @param value its last characters are looked for, in clear and in the usual encodings */
  add(kind: string, value: string): void {
    if (value.length < 8) throw new Error(`a ${kind} that short would be found by chance`);
    this.note(kind, patternsOf(value.slice(-RECOGNISABLE)));
  }

  /** What can be found by trying: a plain hash of it is as good as itself. */
  addGuessable(kind: string, value: string): void {
    this.add(kind, value);
    this.note(kind, digestsOf(value));
  }

  /** A number in E.164, in every spelling. */
  addPhoneNumber(kind: string, number: string): void {
    this.addGuessable(kind, number);
    const national = number.replace(/^\+81/, '');
    // What E.164, +81-90-… and 090-… have in common.
    for (const blank of ['', '-', ' ']) this.add(kind, national.replace(/^(\d{2})(\d{4})/, `$1${blank}$2${blank}`));
  }

  /** The secrets in these bytes: `<kind> in <place>`. */
  find(place: string, bytes: Buffer | string): readonly string[] {
    const text = typeof bytes === 'string' ? bytes : bytes.toString('latin1');
    return [...this.kinds]
      .filter(([, patterns]) => [...patterns].some((pattern) => text.includes(pattern)))
      .map(([kind]) => `${kind} in ${place}`);
  }

  private note(kind: string, patterns: readonly string[]): void {
    const known = this.kinds.get(kind) ?? new Set();
    for (const pattern of patterns) known.add(pattern);
    this.kinds.set(kind, known);
  }
}

function patternsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const quoted = JSON.stringify(value).slice(1, -1);
  return [value, quoted, encodeURIComponent(value), bytes.toString('hex'), ...base64Of(bytes)];
}

/** Base64 of text that contains the value, wherever in it the value stands. */
function base64Of(value: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), value]);
    const [start, end] = [Math.ceil((offset * 8) / 6), Math.floor((text.length * 8) / 6)];
    return (['base64', 'base64url'] as const).map((encoding) => text.toString(encoding).slice(start, end));
  });
}

function digestsOf(value: string): readonly string[] {
  return (['hex', 'base64', 'base64url'] as const).map((encoding) =>
    createHash('sha256').update(value).digest(encoding).slice(0, RECOGNISABLE),
  );
}
