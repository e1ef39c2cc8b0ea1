/** The dependency rule of docs/adr/0001: everything knows the core, the core knows nothing, adapters do not know each other. */

const CORE = '^packages/core/src/';
const PACKAGE_SOURCES = '^packages/([^/]+)/src/';
const DOORS = '/src/index[.]ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'core-imports-nothing-outside-itself',
      comment: 'The core has no dependencies and no I/O: no package, no module of Node. Add a port and an adapter.',
      severity: 'error',
      from: { path: CORE },
      to: { pathNot: CORE },
    },
    {
      name: 'adapters-know-only-the-core',
      comment: 'An adapter depends on @tessera/core alone; apps wire adapters together.',
      severity: 'error',
      from: { path: PACKAGE_SOURCES },
      to: { path: '^packages/', pathNot: '^packages/($1|core)/' },
    },
    {
      name: 'testkit-knows-only-the-core-and-node',
      comment: 'Contract suites take the test runner and the adapter as arguments.',
      severity: 'error',
      from: { path: '^packages/testkit/src/' },
      to: { pathNot: '^packages/(testkit|core)/src/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'resource-server-knows-no-other-package',
      comment: 'Resource servers of any OAuth server use it, without the engine.',
      severity: 'error',
      from: { path: '^packages/resource-server/' },
      to: { path: '^packages/', pathNot: '^packages/resource-server/' },
    },
    {
      name: 'packages-never-import-apps',
      comment: 'Apps are at the edge.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'packages-are-entered-through-their-door',
      comment: 'Another package is imported by its name, that is through its src/index.ts.',
      severity: 'error',
      from: { path: '^(?:packages|apps)/([^/]+)/' },
      to: { path: '^(?:packages|apps)/[^/]+/', pathNot: [DOORS, '^(?:packages|apps)/$1/'] },
    },
    {
      name: 'sources-never-import-tests',
      comment: 'What tests share belongs into testkit.',
      severity: 'error',
      from: { path: '/src/' },
      to: { path: '/test/' },
    },
    {
      name: 'no-circular',
      comment:
        'A circle of modules has no order in which it can be understood. Circles of types alone are counted too.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'sources-import-declared-dependencies',
      comment: 'A published package must name what it imports in its own package.json.',
      severity: 'error',
      from: { path: '^(?:packages|apps)/[^/]+/src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'everything-resolves',
      comment: 'An import that does not resolve escapes every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // Type imports count: a type of an adapter in the core is a dependency as well.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|public)/' },
    enhancedResolveOptions: {
      // The same condition the tests use: @tessera/* leads to sources, never to a stale dist/.
      conditionNames: ['@tessera/source', 'types', 'import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.d.ts', '.json'],
      mainFields: ['main', 'types'],
    },
  },
};
