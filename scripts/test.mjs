// `npm test`: installs and builds what is missing, then runs every test. Further arguments go to Jest: `npm test -- packages/core`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, root } from './lib/prepare.mjs';

install();
build();

const jest = join(root, 'node_modules/jest/bin/jest.js');
// Jest needs the flag for ECMAScript modules; the warning about it would stand above every result.
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const { status } = spawnSync(process.execPath, [...flags, jest, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
