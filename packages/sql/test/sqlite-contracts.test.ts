import { runStoreContracts } from './support/contracts.js';
import { openTestSqlite } from './support/sqlite.js';

describe('stores on SQLite', () => {
  runStoreContracts(openTestSqlite);
});
