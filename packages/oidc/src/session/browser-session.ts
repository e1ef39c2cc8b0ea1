import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Session } from 'oidc-provider';
import type { TenantProvider } from '../provider/tenant-provider.js';

/** The session whose cookie the request carries, signed by us and still alive. */
export async function browserSession(
  tenant: TenantProvider,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<Session | undefined> {
  const { provider, context } = tenant;
  const id = provider.createContext(req, res).cookies.get(context.sessionCookie, { signed: true });
  const session = id === undefined ? undefined : await provider.Session.find(id);
  return session?.accountId === undefined ? undefined : session;
}

/** A Cookie header without the session's cookie of that name and its signature. */
export function withoutSessionCookie(header: string | undefined, name: string): string | undefined {
  const kept = (header ?? '').split(';').filter((pair) => !isSessionCookie(pair.trim(), name));
  return kept.join(';').trim() || undefined;
}

function isSessionCookie(pair: string, name: string): boolean {
  return pair.startsWith(`${name}=`) || pair.startsWith(`${name}.sig=`);
}
