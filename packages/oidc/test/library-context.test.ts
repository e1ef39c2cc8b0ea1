import { contextStorage } from '../src/provider/library.js';
import { inLibraryContext } from '../src/provider/library-context.js';

describe('the context of the library', () => {
  const insideOf = (name: string, work: () => Promise<unknown>): Promise<unknown> =>
    inLibraryContext(() => contextStorage.run(name, work));

  it('lasts until the last of several requests has ended', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = insideOf('slow', async () => {
      await released;
      return contextStorage.getStore();
    });
    expect(await insideOf('quick', () => Promise.resolve(contextStorage.getStore()))).toBe('quick');
    release();
    expect(await slow).toBe('slow');
  });

  it('is off when nothing is under way, and there again for the next request, also after a fault', async () => {
    await expect(insideOf('failing', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    contextStorage.enterWith('left behind');
    await insideOf('next', async () => {
      await Promise.resolve();
      expect(contextStorage.getStore()).toBe('next');
    });
    expect(contextStorage.getStore()).toBeUndefined();
  });
});
