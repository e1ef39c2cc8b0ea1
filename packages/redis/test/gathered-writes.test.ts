import { Writable } from 'node:stream';
import type { Redis } from 'ioredis';
import { GatheredWrites } from '../src/gathered-writes.js';

/** A socket that tells what reached it in one write each. */
function socketOf(written: string[]): Writable {
  const text = ({ chunk }: { readonly chunk: unknown }): string => String(chunk);
  return new Writable({
    writev: (chunks, done) => {
      written.push(chunks.map(text).join(''));
      done();
    },
  });
}

const turn = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('GatheredWrites', () => {
  it('lets what is written in one turn of the event loop leave together, and the next turn on its own', async () => {
    const written: string[] = [];
    const stream = socketOf(written);
    const writes = new GatheredWrites({ stream } as unknown as Redis);
    for (const command of ['a', 'b']) {
      writes.gather();
      stream.write(command);
      await Promise.resolve();
    }
    expect(written).toEqual([]);
    await turn();
    expect(written).toEqual(['ab']);
    writes.gather();
    stream.write('c');
    await turn();
    expect(written).toEqual(['ab', 'c']);
  });

  it('gathers for each node of a cluster', async () => {
    const written = [[], []] as [string[], string[]];
    const nodes = written.map((texts) => ({ stream: socketOf(texts) }));
    const writes = new GatheredWrites({ nodes: () => nodes } as unknown as Redis);
    writes.gather();
    nodes.forEach(({ stream }) => ['a', 'b'].forEach((command) => stream.write(command)));
    await turn();
    expect(written).toEqual([['ab'], ['ab']]);
  });

  it('waits for nothing where there is no connection, or one that was closed meanwhile', async () => {
    const written: string[] = [];
    new GatheredWrites({ stream: undefined } as unknown as Redis).gather();
    const stream = socketOf(written);
    new GatheredWrites({ stream } as unknown as Redis).gather();
    stream.destroy();
    await turn();
    expect(written).toEqual([]);
  });
});
