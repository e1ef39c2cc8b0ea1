import type { Config } from 'jest';

type Project = Exclude<NonNullable<Config['projects']>[number], string>;

/** One project a kind of test; the file name says which: `.test.ts`, `.integration.test.ts`, `.e2e.test.ts`. */
function project(displayName: string, testMatch: string[], testPathIgnorePatterns: string[] = []): Project {
  return {
    displayName,
    testMatch,
    testPathIgnorePatterns: ['/node_modules/', '/dist/', ...testPathIgnorePatterns],
    testEnvironment: 'node',
    // Without this condition the tests would run a stale dist/.
    testEnvironmentOptions: { customExportConditions: ['@tessera/source', 'node', 'node-addons'] },
    extensionsToTreatAsEsm: ['.ts'],
    setupFiles: ['reflect-metadata'],
    // Libraries import JSON as `x.json.js`; only our own specifiers stand for `.ts` files.
    moduleNameMapper: { '^(\\.{1,2}/.*)(?<!\\.json)\\.js$': '$1' },
    modulePathIgnorePatterns: ['/dist/'],
    transform: {
      '^.+\\.ts$': [
        '@swc/jest',
        {
          swcrc: false,
          jsc: {
            target: 'es2023',
            keepClassNames: true,
            parser: { syntax: 'typescript', decorators: true },
            transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: true },
          },
        },
      ],
    },
  };
}

const config: Config = {
  coverageProvider: 'babel',
  // What ECMAScript modules of a suite leave in the heap is never given back: in one process all suites together need more than it has.
  workerIdleMemoryLimit: '1200MB',
  // For what hangs; a machine that others use as well may take several seconds for what takes one.
  testTimeout: 20_000,
  projects: [
    project('unit', ['<rootDir>/**/test/**/*.test.ts'], ['\\.integration\\.test\\.ts$', '\\.e2e\\.test\\.ts$']),
    project('integration', ['<rootDir>/**/test/**/*.integration.test.ts']),
    project('e2e', ['<rootDir>/**/test/**/*.e2e.test.ts']),
  ],
};

export default config;
