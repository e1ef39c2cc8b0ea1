import { declaredOperations, mountedRouters } from '@tessera/express';
import type { Express, Router } from 'express';

interface Layer {
  readonly route?: {
    readonly path: string | readonly string[];
    readonly methods: Readonly<Record<string, boolean>>;
    readonly stack: readonly { readonly method: string | undefined }[];
  };
  readonly handle: unknown;
}

/** Routes that Express knows and that stand in no declaration, whatever the way in which they were registered. */
export function undeclaredRoutes(root: Router | Express): readonly string[] {
  const router = 'router' in root ? (root.router as unknown as Router) : root;
  return below(router, '', 'router' in root);
}

/** @param isApplication the routers of an application hang below it as they are */
function below(router: Router, base: string, isApplication = false): readonly string[] {
  const own = new Set(
    declaredOperations(router).map(({ path, operation }) => `${operation.method.toUpperCase()} ${path}`),
  );
  const mounted = mountedRouters(router);
  return (router.stack as unknown as readonly Layer[]).flatMap(({ route, handle }) => {
    if (route) {
      return methodsOf(route)
        .flatMap((method) => [route.path].flat().map((path) => `${method} ${path}`))
        .filter((name) => !own.has(name))
        .map((name) => name.replace(' ', ` ${base}`));
    }
    if (!isRouter(handle)) return [];
    const points = mounted.filter((candidate) => candidate.router === handle);
    if (points.length > 0) return points.flatMap(({ at }) => below(handle, `${base}${at.path === '/' ? '' : at.path}`));
    return isApplication ? below(handle, base) : ['a router that is not mounted by mount()'];
  });
}

/** `all` answers what is no route: a wrong method. */
function methodsOf({ stack }: NonNullable<Layer['route']>): readonly string[] {
  const methods = stack.flatMap(({ method }) => (method === undefined ? [] : [method.toUpperCase()]));
  return [...new Set(methods)];
}

function isRouter(handle: unknown): handle is Router {
  return typeof handle === 'function' && 'stack' in handle;
}
