import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const core = join(root, 'packages/core');

interface CruiseResult {
  readonly summary: {
    readonly violations: readonly { readonly rule: { readonly name: string }; readonly from: string }[];
  };
}

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tessera-dependency-rule-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Which file breaks which rule in a tree of these files. */
async function cruise(files: Record<string, string>): Promise<readonly string[]> {
  const tree = await mkdtemp(join(folder, 'tree-'));
  for (const [path, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text);
  }
  const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const options = ['--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json'];
  const { stdout } = await run(process.execPath, [bin, 'packages', ...options], { cwd: tree });
  return (JSON.parse(stdout) as CruiseResult).summary.violations.map(({ rule, from }) => `${from}: ${rule.name}`);
}

/** Ids of the rules that a line breaks. */
async function lint(text: string, file = 'packages/core/src/a-line.ts'): Promise<readonly (string | null)[]> {
  // The line is no file of the project, so that the rules that need types have to stay aside.
  const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });
  const [result] = await eslint.lintText(`${text}\n`, { filePath: join(root, file) });
  return result?.messages.map(({ ruleId }) => ruleId) ?? [];
}

describe('dependency rule of the core', () => {
  it('declares no dependency of any kind', async () => {
    const manifest = JSON.parse(await readFile(join(core, 'package.json'), 'utf8')) as object;
    expect(Object.keys(manifest).filter((key) => /dependencies/i.test(key))).toEqual([]);
  });

  it('compiles without the types of any platform', async () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, '--showConfig', '-p', core]);
    expect(JSON.parse(stdout)).toMatchObject({
      compilerOptions: { types: [], lib: ['es2023'], erasableSyntaxOnly: true, isolatedDeclarations: true },
    });
  }, 60_000);

  it('is reported broken by a module of Node, a type of an adapter or a missing package in the core, and by an adapter in another', async () => {
    const files = {
      'packages/core/src/hash.ts': "export { hash } from 'node:crypto';",
      'packages/core/src/type.ts': "export type { A } from '../../memory/src/index.js';",
      'packages/core/src/missing.ts': "export { a } from 'no-such-package';",
      'packages/memory/src/index.ts': 'export interface A { a: 1 }',
      'packages/redis/src/index.ts': "export type { A } from '../../memory/src/index.js';",
    };
    const rule = 'core-imports-nothing-outside-itself';
    const broken = await cruise(files);
    expect(broken.filter((line) => line.includes(rule)).sort()).toEqual([
      `packages/core/src/hash.ts: ${rule}`,
      `packages/core/src/missing.ts: ${rule}`,
      `packages/core/src/type.ts: ${rule}`,
    ]);
    expect(broken).toContain('packages/redis/src/index.ts: adapters-know-only-the-core');
  }, 60_000);

  it('is kept by an adapter that imports the core', async () => {
    const files = {
      'packages/memory/src/index.ts': "export { a } from '../../core/src/index.js';",
      'packages/core/src/index.ts': "export { a } from './a.js';",
      'packages/core/src/a.ts': 'export const a = 1;',
    };
    expect(await cruise(files)).toEqual([]);
  }, 60_000);

  it.each([
    ['export const now = Date.now();', 'no-restricted-properties'],
    ['export const random = Math.random();', 'no-restricted-properties'],
    ['export const today = new Date();', 'no-restricted-syntax'],
    ['@sealed export class A {}', 'no-restricted-syntax'],
    ['setTimeout(() => {}, 1);', 'no-restricted-globals'],
    ['console.log(1);', 'no-console'],
    ["import axios from 'axios'; export const a = axios;", 'no-restricted-imports'],
  ])(
    'has a lint finding for %s',
    async (line, ruleId) => {
      expect(await lint(line)).toContain(ruleId);
    },
    60_000,
  );

  it('has none for a date of a given instant', async () => {
    expect(await lint('export const toText = (at: number): string => new Date(at).toISOString();')).toEqual([]);
  });

  it('gives a library to its home, and its adapter to everybody', async () => {
    const library = "export { query } from 'jsonpath';";
    const adapter = "export { JsonpathReader } from '@tessera/jsonpath';";
    expect(await lint(library, 'packages/jsonpath/src/a-line.ts')).toEqual([]);
    expect(await lint(library, 'apps/server/src/composition/a-line.ts')).toEqual(['no-restricted-imports']);
    expect(await lint(adapter, 'apps/server/src/composition/a-line.ts')).toEqual([]);
  });
});
