/** Paths below the issuer, by the library's names. */
export const ROUTES = {
  authorization: '/v1/authorizations',
  token: '/v1/tokens',
  introspection: '/v1/tokens/introspection',
  revocation: '/v1/tokens/revocation',
  userinfo: '/v1/userinfo',
  jwks: '/v1/jwks',
  end_session: '/v1/logout',
} as const;

export type RouteName = keyof typeof ROUTES | 'discovery';

const METHODS: Readonly<Record<RouteName, readonly string[]>> = {
  authorization: ['GET', 'HEAD', 'POST'],
  token: ['POST', 'OPTIONS'],
  introspection: ['POST', 'OPTIONS'],
  revocation: ['POST', 'OPTIONS'],
  userinfo: ['GET', 'HEAD', 'POST', 'OPTIONS'],
  jwks: ['GET', 'HEAD', 'OPTIONS'],
  end_session: ['GET', 'HEAD', 'POST'],
  discovery: ['GET', 'HEAD'],
};

const NAMES: ReadonlyMap<string, RouteName> = new Map<string, RouteName>([
  ...Object.entries(ROUTES).map(([name, path]) => [path, name as RouteName] as const),
  ['/.well-known/openid-configuration', 'discovery'],
]);

export type RouteMatch =
  | { readonly kind: 'route'; readonly name: RouteName; readonly path: string; readonly query: string }
  | { readonly kind: 'wrong_method'; readonly allowed: readonly string[] }
  | { readonly kind: 'unknown' };

/**
 * Finds the route of a request. `url` may hold the issuer's whole path or, behind a proxy that strips the base path, begin with the
 * tenant. The library's inner routes (resuming, confirming a logout) do not exist for the outside.
 */
export function matchRoute(method: string, url: string, issuerPath: string, tenantId: string): RouteMatch {
  const [path = '', query = ''] = splitOnce(url, '?');
  const name =
    path === `/.well-known/oauth-authorization-server${issuerPath}`
      ? 'discovery'
      : NAMES.get(below(path, issuerPath, tenantId));
  if (name === undefined) return { kind: 'unknown' };
  const allowed = METHODS[name];
  if (!allowed.includes(method)) return { kind: 'wrong_method', allowed };
  return { kind: 'route', name, path: name === 'discovery' ? path : ROUTES[name], query };
}

function below(path: string, issuerPath: string, tenantId: string): string {
  const base = [issuerPath, `/${tenantId}`].find((candidate) => path.startsWith(`${candidate}/`)) ?? path;
  const rest = path.slice(base.length);
  return rest.endsWith('/') ? rest.slice(0, -1) : rest;
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
