import type { Provider } from './library.js';

interface SavedSession {
  id: string;
  /** The id before a rotation that is yet to be saved. */
  oldId?: string | undefined;
  /** Set once it has been stored. */
  exp?: number;
  readonly adapter: { find(id: string): Promise<unknown>; destroy(id: string): Promise<void> };
}

type Save = (this: SavedSession, ttl: number) => Promise<unknown>;

/**
 * The library writes a session at the end of every request that has read it, and deletes its old id before it writes the new one. Two
 * things follow that may not be: a session that was ended while such a request ran would come back to life, and between the two steps the
 * session is gone for everybody else.
 */
export function keepSessionsConsistent(provider: Provider): void {
  const prototype = provider.Session.prototype as unknown as { save: Save };
  const save: Save = prototype.save;
  async function saveUnlessEnded(this: SavedSession, ttl: number): Promise<unknown> {
    const { oldId } = this;
    const isStored = this.exp !== undefined;
    if (isStored && (await this.adapter.find(oldId ?? this.id)) === undefined) return undefined;
    this.oldId = undefined;
    const saved = await save.call(this, ttl);
    if (oldId !== undefined) await this.adapter.destroy(oldId);
    return saved;
  }
  Object.defineProperty(prototype, 'save', { value: saveUnlessEnded });
}
