import type { Request } from 'express';
import type { JsonObject } from '@tessera/core';
import { isJsonObject } from '@tessera/core';
import { HTTP_REFUSALS, HttpRefusal } from './http-refusal.js';
import { parseJson } from './json-body.js';

const JSON_TYPES: ReadonlySet<string | undefined> = new Set(['application/json', 'application/json; charset=utf-8']);
const JSON_ACCEPTED: ReadonlySet<string | undefined> = new Set([undefined, '*/*', 'application/json']);

/**
 * Whether a request carries a JSON body the way nearly all clients send it: of known and allowed length, not compressed, and without wishes
 * about the answer that would have to be weighed.
 */
export function isPlainJsonRequest({ headers }: Request, limitBytes: number): boolean {
  const length = Number(headers['content-length']);
  return (
    length > 0 &&
    length <= limitBytes &&
    JSON_TYPES.has(headers['content-type']) &&
    JSON_ACCEPTED.has(headers.accept) &&
    headers['content-encoding'] === undefined &&
    headers['transfer-encoding'] === undefined
  );
}

/** Reads the body of a {@link isPlainJsonRequest}. @throws HttpRefusal 400 as `jsonBody` */
export async function readPlainJson(req: Request): Promise<JsonObject> {
  const value = parseJson(await readBytes(req));
  if (!isJsonObject(value)) throw new HttpRefusal(HTTP_REFUSALS.malformedBody);
  return value;
}

function readBytes(req: Request): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.once('end', () => {
      const [first] = chunks;
      resolve(chunks.length === 1 && first ? first : Buffer.concat(chunks));
    });
    // Cut off in the middle: nobody is there to read the answer.
    req.once('error', () => reject(new HttpRefusal(HTTP_REFUSALS.malformedBody)));
  });
}
