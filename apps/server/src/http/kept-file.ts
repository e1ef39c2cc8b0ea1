import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Request, Response } from 'express';

/** A file that is read once and served from memory. */
export interface KeptFile {
  readonly bytes: Buffer;
  /** By its content. */
  readonly tag: string;
  readonly extension: string;
}

export function keepFile(path: string): KeptFile {
  const bytes = readFileSync(path);
  return { bytes, tag: `"${createHash('sha256').update(bytes).digest('base64url')}"`, extension: extname(path) };
}

/** Names of files do not change with their content, so browsers ask each time whether they have the current one. */
export function sendKept(req: Request, res: Response, { bytes, tag, extension }: KeptFile): void {
  res.setHeader('Cache-Control', 'no-cache');
  res.setHeader('ETag', tag);
  if (req.fresh) return void res.status(304).end();
  res.type(extension).send(bytes);
}
