import type { IncomingMessage } from 'node:http';
import type { TenantContext } from '../provider/tenant-context.js';

export interface Presentation {
  readonly method?: string;
  /** Below the base, query included. */
  readonly url: string;
  readonly cookie?: string | undefined;
}

interface MutableRequest extends IncomingMessage {
  originalUrl?: string;
}

/**
 * Shows a request to the library as one that came to the tenant's base, and puts everything back afterwards. Without it, addresses in
 * answers and cookies would follow the Host header. The request itself is changed and not a copy: its body is a stream to be read.
 */
export async function presentAs(
  context: TenantContext,
  req: MutableRequest,
  shown: Presentation,
  run: () => Promise<void>,
): Promise<void> {
  const { method, url, originalUrl, headers } = req;
  const { host, protocol } = new URL(context.base);
  const restored = { ...headers };
  req.url = shown.url;
  req.originalUrl = `${context.issuerPath}${shown.url}`;
  if (shown.method !== undefined) req.method = shown.method;
  Object.assign(headers, { host, 'x-forwarded-host': host, 'x-forwarded-proto': protocol.slice(0, -1) });
  if ('cookie' in shown) setOrDelete(headers, 'cookie', shown.cookie);
  if (shown.method === 'GET')
    for (const name of ['content-type', 'content-length', 'transfer-encoding']) delete headers[name];
  try {
    await run();
  } finally {
    for (const name of Object.keys(headers)) if (!(name in restored)) delete headers[name];
    Object.assign(headers, restored);
    if (method !== undefined) req.method = method;
    if (url !== undefined) req.url = url;
    setOrDelete(req, 'originalUrl', originalUrl);
  }
}

function setOrDelete<K extends string>(target: Partial<Record<K, unknown>>, name: K, value: unknown): void {
  if (value === undefined) delete target[name];
  else target[name] = value;
}
