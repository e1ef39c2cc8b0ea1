import { createHash } from 'node:crypto';

/** A Lua script, known to the server by its digest. */
export interface Script {
  readonly lua: string;
  /** SHA-1 in hex: what `EVALSHA` wants. */
  readonly digest: string;
}

/** Joins the parts of a script. */
export function script(...parts: readonly string[]): Script {
  const lua = parts.join('\n');
  return { lua, digest: createHash('sha1').update(lua, 'utf8').digest('hex') };
}
