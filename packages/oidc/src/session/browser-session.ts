import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Session } from 'oidc-provider';
import { COOKIES } from '../provider/configuration.js';
import type { TenantProvider } from '../provider/tenant-provider.js';

/** The session whose cookie the request carries, signed by us and still alive. */
export async function browserSession(
  tenant: TenantProvider,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<Session | undefined> {
  const { provider } = tenant;
  const id = provider.createContext(req, res).cookies.get(COOKIES.session, { signed: true });
  const session = id === undefined ? undefined : await provider.Session.find(id);
  return session?.accountId === undefined ? undefined : session;
}

/** A Cookie header without the session's cookies. */
export function withoutSessionCookie(header: string | undefined): string | undefined {
  const kept = (header ?? '').split(';').filter((pair) => !isSessionCookie(pair.trim()));
  return kept.join(';').trim() || undefined;
}

function isSessionCookie(pair: string): boolean {
  return pair.startsWith(`${COOKIES.session}=`) || pair.startsWith(`${COOKIES.session}.sig=`);
}
