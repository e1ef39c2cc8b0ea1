import type { DocumentKind } from './document-store.js';

/** Something cached about a tenant is out of date. */
export interface ChangeNotice {
  readonly tenantId: string;
  readonly what: DocumentKind | 'tenant' | 'client' | 'user' | 'keys';
  /** `type`, `flow`, `client_id` or `sub`. */
  readonly key: string;
}

/** Tells every node that something changed; delivered within a second, at least once. */
export interface ChangeNotices {
  publish(notice: ChangeNotice): Promise<void>;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (notice: ChangeNotice) => void): () => void;
}
