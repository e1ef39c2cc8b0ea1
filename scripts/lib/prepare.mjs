import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a command in the root folder with this terminal; ends the process with its code when it fails. */
function runOrExit(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error !== undefined) console.error(`${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

// Contents are compared, not times of files: a checkout or a copy makes the lock file look new.
function isInstalled() {
  const wanted = readPackages('package-lock.json');
  const installed = readPackages('node_modules/.package-lock.json');
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || !path.includes('node_modules/')) return true;
    // Binaries of other platforms are optional and stay away.
    return installed[path] === undefined ? entry.optional === true : installed[path].version === entry.version;
  });
}

/** Installs what the lock file names, when something is missing or of another version. */
export function install() {
  if (isInstalled()) return;
  console.log('Installing dependencies …');
  // npm tells its scripts where it is; without it `npm` is looked up, which on Windows is a file that only a shell can run.
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('npm-cli.js') === true) runOrExit(process.execPath, [npm, 'ci']);
  else runOrExit('npm', ['ci'], { shell: process.platform === 'win32' });
}

/** Builds what has changed since the last build. */
export function build() {
  runOrExit(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b']);
}
