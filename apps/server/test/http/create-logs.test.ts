import { createLogs } from '../../src/http/create-logger.js';
import { HeldLines } from '../../src/http/held-lines.js';

/** Keeps each system call's worth of lines. */
class Written {
  readonly calls: string[] = [];

  write(lines: string): void {
    this.calls.push(lines);
  }
}

const messagesOf = (written: Written): unknown[] =>
  written.calls
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { msg: unknown }).msg);

describe('lines that are held', () => {
  it('are written together, in order, when they are flushed', () => {
    const written = new Written();
    const held = new HeldLines(written);
    held.write('a\n');
    held.write('b\n');
    expect(written.calls).toEqual([]);
    held.flush();
    held.flush();
    expect(written.calls).toEqual(['a\nb\n']);
  });

  it('are written when there are 16 KiB of them', () => {
    const written = new Written();
    const held = new HeldLines(written);
    for (let i = 0; i < 16; i++) held.write(`${'x'.repeat(1023)}\n`);
    expect(written.calls.map(({ length }) => length)).toEqual([16_384]);
  });

  it('are written after a moment without anybody asking', async () => {
    const calls: string[] = [];
    await new Promise<void>((done) => {
      const held = new HeldLines({ write: (lines) => void (calls.push(lines), done()) });
      held.write('a\n');
    });
    expect(calls).toEqual(['a\n']);
  });
});

describe('the logs of a server', () => {
  it('keep the order of their lines, and hold no other back than those of requests', () => {
    const written = new Written();
    const { log, requests } = createLogs('info', written);
    requests.info({ status: 200 }, 'first');
    expect(written.calls).toEqual([]);
    log.error('second');
    expect(messagesOf(written)).toEqual(['first', 'second']);
  });

  it('hide what must not be shown', () => {
    const written = new Written();
    createLogs('info', written).log.info({ body: { password: 'secret-word' } }, 'from a library');
    expect(written.calls.join('')).toContain('"password":"********"');
  });
});
