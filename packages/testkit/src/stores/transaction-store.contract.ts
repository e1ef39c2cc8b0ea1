import type { TestApi } from '../test-api.js';
import { transactionStateContract } from './transaction-state.contract.js';
import { transactionCommitContract } from './transaction-commit.contract.js';
import { transactionConcurrencyContract } from './transaction-concurrency.contract.js';
import type { TransactionStoreHarness } from './transaction-store.harness.js';

/** What every `TransactionStore` must do. `make` gives an empty store of its own. */
export function transactionStoreContract(api: TestApi, make: () => Promise<TransactionStoreHarness>): void {
  api.describe('TransactionStore', () => {
    transactionStateContract(api, make);
    transactionCommitContract(api, make);
    transactionConcurrencyContract(api, make);
  });
}
