import type { Tenant } from '@tessera/core';
import type { Request } from 'express';

export interface OriginOptions {
  readonly publicUrl: string;
  /** Pages on `http://localhost:*` are welcome. */
  readonly development: boolean;
}

const LOCAL_PAGE = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Tells whether pages of this origin may drive the sign-in of the tenant (specification 4.1). */
export function isAllowedOrigin(
  origin: string,
  tenant: Tenant | undefined,
  { publicUrl, development }: OriginOptions,
): boolean {
  if (development && LOCAL_PAGE.test(origin)) return true;
  const pages = [publicUrl, ...(tenant?.ui.baseUrl === undefined ? [] : [tenant.ui.baseUrl])];
  return pages.some((page) => new URL(page).origin === origin) || (tenant?.ui.allowedOrigins ?? []).includes(origin);
}

/** Whether the call comes from a browser, and from a page that may not call. `Sec-Fetch-Mode` says nothing: Node's own `fetch` sends it. */
export function browserEvidence(
  req: Request,
  tenant: Tenant | undefined,
  options: OriginOptions,
): { readonly isBrowser: boolean; readonly isForeignOrigin: boolean } {
  const { origin } = req.headers;
  const site = req.headers['sec-fetch-site'];
  const isAllowed = origin !== undefined && isAllowedOrigin(origin, tenant, options);
  return {
    isBrowser: origin !== undefined || site !== undefined,
    isForeignOrigin: (origin !== undefined && !isAllowed) || (site === 'cross-site' && !isAllowed),
  };
}
