import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = process.cwd();

/** Every name of a setting in the server's sources; `TESSERA_SEND_LIMITS_` is put together from two parts there. */
function namesInSources(): ReadonlySet<string> {
  const folder = join(root, 'apps/server/src');
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const sources = texts.join('\n');
  const whole = [...sources.matchAll(/'(TESSERA_[A-Z_]+[A-Z])'/g)].map(([, name = '']) => name);
  const parts = [...sources.matchAll(/\bcount\('([A-Z_]+)'/g)].map(([, name = '']) => `TESSERA_SEND_LIMITS_${name}`);
  return new Set([...whole, ...parts]);
}

function namesInReference(): ReadonlySet<string> {
  const text = readFileSync(join(root, 'docs/reference/settings.md'), 'utf8');
  return new Set([...text.matchAll(/^\| `(TESSERA_[A-Z_]+)` \|/gm)].map(([, name = '']) => name));
}

describe('docs/reference/settings.md', () => {
  it('lists every setting that the server reads, and no other', () => {
    expect([...namesInReference()].sort()).toEqual([...namesInSources()].sort());
  });
});
