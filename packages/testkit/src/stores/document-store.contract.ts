import type { TestApi } from '../test-api.js';
import type { DocumentStoreHarness } from './document-store.harness.js';
import { documentVersionsContract } from './document-versions.contract.js';
import { documentWritesContract } from './document-writes.contract.js';

/** What every `DocumentStore` must do. `make` gives an empty store of its own. */
export function documentStoreContract(api: TestApi, make: () => Promise<DocumentStoreHarness>): void {
  api.describe('DocumentStore', () => {
    documentWritesContract(api, make);
    documentVersionsContract(api, make);
  });
}
