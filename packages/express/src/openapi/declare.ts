import type { RequestHandler, Router } from 'express';
import type { Operation } from './operation.js';

/** Where a router hangs. */
export interface MountPoint {
  readonly path: string;
  /** Added to the ids of the operations below, where the router hangs in two places. */
  readonly suffix?: string;
  /** Added to their summaries. */
  readonly note?: string;
}

/** A declared operation and the whole path, in the notation of Express. */
export interface DeclaredOperation {
  readonly path: string;
  readonly operation: Operation;
}

type Entry =
  | { readonly kind: 'operation'; readonly path: string; readonly operation: Operation }
  | { readonly kind: 'mount'; readonly at: MountPoint; readonly router: Router };

const entries = new WeakMap<Router, Entry[]>();

/** Registers a route. There is no other way: what is not declared is not in the document, and a test finds it. */
export function declare(
  router: Router,
  path: string,
  operation: Operation,
  ...handlers: readonly (RequestHandler | readonly RequestHandler[])[]
): void {
  record(router, { kind: 'operation', path, operation });
  router[operation.method](path, ...handlers.flat());
}

/** Hangs `child` below a path of `router`, behind `handlers`. */
export function mount(
  router: Router,
  at: string | MountPoint,
  child: Router,
  ...handlers: readonly RequestHandler[]
): void {
  const point = typeof at === 'string' ? { path: at } : at;
  record(router, { kind: 'mount', at: point, router: child });
  router.use(point.path, ...handlers, child);
}

/** Everything that can be reached through a router, in the order of registration. */
export function declaredOperations(router: Router): readonly DeclaredOperation[] {
  return (entries.get(router) ?? []).flatMap((entry) =>
    entry.kind === 'operation'
      ? [{ path: entry.path, operation: entry.operation }]
      : declaredOperations(entry.router).map((declared) => below(entry.at, declared)),
  );
}

/** The routers that hang directly below a router, in the order of registration. */
export function mountedRouters(router: Router): readonly { readonly at: MountPoint; readonly router: Router }[] {
  return (entries.get(router) ?? []).flatMap((entry) => (entry.kind === 'mount' ? [entry] : []));
}

function record(router: Router, entry: Entry): void {
  entries.set(router, [...(entries.get(router) ?? []), entry]);
}

function below({ path, suffix = '', note }: MountPoint, declared: DeclaredOperation): DeclaredOperation {
  const { operationId, summary } = declared.operation;
  return {
    path: `${path.replace(/\/$/, '')}${declared.path === '/' && path !== '/' ? '' : declared.path}`,
    operation: {
      ...declared.operation,
      operationId: operationId + suffix,
      summary: note === undefined ? summary : `${summary} (${note})`,
    },
  };
}
