import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const TYPESCRIPT = ['**/*.ts'];
const SOURCES = ['packages/*/src/**/*.ts', 'apps/*/src/**/*.ts'];
const TESTS = ['**/test/**/*.ts', 'bench/**/*.ts'];

/** Each library has its home; nothing else imports it (docs/adr/0001). A home also covers what lies below it. */
const HOMES = [
  { libraries: ['inversify', '@inversifyjs'], homes: ['packages/inversify', 'apps/*/src/composition'] },
  { libraries: ['class-validator', 'class-transformer', 'express'], homes: ['packages/express', 'apps'] },
  { libraries: ['axios', 'undici'], homes: ['packages/http-axios'] },
  { libraries: ['ioredis'], homes: ['packages/redis', 'apps/*/src/composition', 'apps/*/test'] },
  { libraries: ['jsonpath'], homes: ['packages/jsonpath'] },
  { libraries: ['ajv', 'ajv-formats'], homes: ['packages/json-schema'] },
  { libraries: ['re2js'], homes: ['packages/regex-re2', 'packages/json-schema'] },
  { libraries: ['libphonenumber-js'], homes: ['packages/phone'] },
  { libraries: ['@node-rs/argon2'], homes: ['packages/crypto'] },
  { libraries: ['oidc-provider', 'keygrip'], homes: ['packages/oidc'] },
  { libraries: ['kysely', 'libsql', 'pg'], homes: ['packages/sql', 'apps/*/test'] },
  { libraries: ['nodemailer', 'smtp-server'], homes: ['packages/email-smtp'] },
  { libraries: ['aws4fetch'], homes: ['packages/sms-aws-sns'] },
  { libraries: ['jose'], homes: ['packages/resource-server', 'packages/oidc'] },
  { libraries: ['pino'], homes: ['apps'] },
];

const covers = (home, folder) => folder === home || folder.startsWith(`${home}/`);

/** One block a folder, since a later `no-restricted-imports` replaces an earlier one as a whole. */
function libraryRules() {
  const folders = ['*', ...new Set(HOMES.flatMap(({ homes }) => homes))].sort((a, b) => a.length - b.length);
  return folders.map((folder) => {
    const banned = HOMES.filter(({ homes }) => !homes.some((home) => covers(home, folder)));
    const patterns = banned.map(({ libraries, homes }) => ({
      // Anchored: `express` is not `@tessera/express`.
      regex: `^(?:${libraries.join('|')})(?:/|$)`,
      message: `Only ${homes.join(' and ')} may import it (docs/adr/0001).`,
    }));
    const files = folder === '*' ? ['packages/**/*.ts', 'apps/**/*.ts'] : [`${folder}/**/*.ts`];
    return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } };
  });
}

const NO_DEFAULT_EXPORT = { selector: 'ExportDefaultDeclaration', message: 'Export by name.' };
const NO_ENUM = { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' };

const PLATFORM_GLOBALS = ['process', 'Buffer', 'URL', 'URLSearchParams', 'fetch', 'crypto', 'console'].concat(
  ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance', 'TextEncoder', 'TextDecoder'],
  ['structuredClone', 'AbortController', 'AbortSignal', 'globalThis', 'require', 'atob', 'btoa'],
);

const coreRules = {
  'no-restricted-globals': [
    'error',
    ...PLATFORM_GLOBALS.map((name) => ({ name, message: 'The core does no I/O and knows no platform: use a port.' })),
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: 'Take the time from Clock.' },
    { object: 'Math', property: 'random', message: 'Take randomness from its port.' },
  ],
  'no-restricted-syntax': [
    'error',
    NO_DEFAULT_EXPORT,
    NO_ENUM,
    { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Take the time from Clock.' },
    { selector: 'CallExpression[callee.name="Date"]', message: 'Take the time from Clock.' },
    { selector: 'Decorator', message: 'The core has no decorators.' },
    { selector: 'ImportExpression', message: 'The core imports statically, and only itself.' },
  ],
};

/** `some-name.ts`, `some-name.dto.ts`, `some-name.integration.test.ts`. */
const kebabCaseFile = {
  meta: { type: 'suggestion', schema: [] },
  create: (context) => ({
    Program: (node) => {
      const name = context.filename.replace(/^.*[\\/]/, '');
      if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/.test(name)) {
        context.report({ node, message: `Name the file in kebab-case: ${name}` });
      }
    },
  }),
};

const namingConvention = [
  'error',
  { selector: 'typeLike', format: ['PascalCase'] },
  { selector: 'interface', format: ['PascalCase'], custom: { regex: '^I[A-Z][a-z]', match: false } },
  { selector: 'function', format: ['camelCase', 'PascalCase'] },
  { selector: 'classMethod', format: ['camelCase'], filter: { regex: '^[a-z_$]+$', match: false } },
];

const NODE_GLOBALS = ['process', 'console', 'URL', 'URLSearchParams', 'Buffer', 'fetch', 'setTimeout', 'clearTimeout'];
const BROWSER_GLOBALS = [
  'document',
  'window',
  'location',
  'navigator',
  'history',
  'fetch',
  'console',
  'FormData',
].concat([
  'URL',
  'URLSearchParams',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'Intl',
  'crypto',
  'performance',
]);
const readonly = (names) => Object.fromEntries(names.map((name) => [name, 'readonly']));

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', 'coverage/**', '.tessera/**', 'docs/reference/generated/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.recommendedTypeChecked],
    // One program for the whole tree: half the time of one a package.
    languageOptions: { parserOptions: { project: './tsconfig.lint.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { house: { rules: { 'kebab-case-file': kebabCaseFile } } },
    rules: {
      'house/kebab-case-file': 'error',
      '@typescript-eslint/naming-convention': namingConvention,
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // An adapter may answer a Promise port from memory.
      '@typescript-eslint/require-await': 'off',
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, NO_ENUM],
      eqeqeq: 'error',
      'no-control-regex': 'off',
    },
  },
  {
    files: SOURCES,
    rules: {
      // Beyond three an object reads better; four are the hard limit (Express wants them of an error handler).
      '@typescript-eslint/max-params': ['error', { max: 4 }],
      'max-lines': ['error', { max: 250 }],
    },
  },
  ...libraryRules(),
  { files: ['packages/*/src/**/*.ts'], rules: { 'no-console': 'error' } },
  { files: ['packages/core/src/**/*.ts'], rules: coreRules },
  {
    files: TESTS,
    rules: {
      // Bodies of HTTP answers and `expect.any(…)` are `any` by declaration.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  { files: ['jest.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['**/*.mjs', '*.js'], languageOptions: { globals: readonly(NODE_GLOBALS) } },
  { files: ['**/*.cjs'], languageOptions: { globals: readonly([...NODE_GLOBALS, 'module', 'require']) } },
  { files: ['**/public/**/*.js', 'apps/server/assets/*.js'], languageOptions: { globals: readonly(BROWSER_GLOBALS) } },
);
