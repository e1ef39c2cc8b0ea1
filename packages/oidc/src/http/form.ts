import type { IncomingMessage } from 'node:http';

/** Bytes of a form; the library's own limit. */
export const FORM_LIMIT = 56 * 1024;

export type FormRead =
  { readonly form: URLSearchParams } | { readonly status: 413 | 415; readonly description: string };

/** Why a body cannot be taken, told from its headers alone; undefined when nothing speaks against it. */
export function formRefusal(
  req: IncomingMessage,
): { readonly status: 413 | 415; readonly description: string } | undefined {
  const type = req.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== undefined && type !== 'application/x-www-form-urlencoded')
    return { status: 415, description: 'The content type is not supported' };
  if (Number(req.headers['content-length'] ?? 0) > FORM_LIMIT)
    return { status: 413, description: 'The request body is too large' };
  return undefined;
}

/** Reads a form from the unread stream. */
export async function readForm(req: IncomingMessage): Promise<FormRead> {
  const refusal = formRefusal(req);
  if (refusal !== undefined) return refusal;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > FORM_LIMIT) return { status: 413, description: 'The request body is too large' };
    chunks.push(bytes);
  }
  return { form: new URLSearchParams(Buffer.concat(chunks).toString('utf8')) };
}
