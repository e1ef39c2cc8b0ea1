import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = process.cwd();
const guide = (name: string): string => readFileSync(join(root, 'docs/guides', name), 'utf8');

/** Runs the script of the guide as a reader would: compiled, against the built packages. */
function run(source: string): { readonly stdout: string; readonly stderr: string; readonly status: number | null } {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  // Inside the repository, so that the packages are found.
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'guide-'));
  try {
    writeFileSync(join(folder, 'script.mjs'), outputText);
    const args = ['--disable-warning=ExperimentalWarning', join(folder, 'script.mjs')];
    return spawnSync(process.execPath, args, {
      encoding: 'utf8',
      cwd: root,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('docs/guides/embed-the-core.md', () => {
  it('runs a challenge and a verification with a custom executor, and prints what the page shows', () => {
    const { stdout, stderr, status } = run(guide('embed-the-core.ts'));
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const shown = /```json\n([\s\S]*?)```/.exec(guide('embed-the-core.md'))?.[1];
    expect(JSON.parse(stdout)).toEqual(JSON.parse(shown ?? ''));
  });

  it('stays under 60 lines', () => {
    expect(guide('embed-the-core.ts').trimEnd().split('\n').length).toBeLessThan(60);
  });
});
