import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { node, npm, root } from './process.mjs';

/** Installs what is missing and, with `build`, compiles every package. Ends the process with a message when it cannot. */
export async function prepare({ build = false } = {}) {
  if (!isInstalled()) await install();
  if (build) await compile();
}

/** Type-checks everything and emits `dist`; resolves to the compiler's exit code. */
export function typeCheck(options) {
  return node(['node_modules/typescript/bin/tsc', '-b'], options);
}

async function install() {
  console.log('Installing dependencies (npm ci), once for this package-lock.json …');
  const code = await npm(['ci', '--include=dev', '--no-audit', '--no-fund']).catch(error => error.message);
  if (code !== 0)
    giveUp(`npm ci failed (${code}). Check the network and the npm registry, then run the command again.`);
}

async function compile() {
  console.log('Building (tsc -b) …');
  const code = await typeCheck();
  if (code !== 0) giveUp('The build failed, see the type errors above.');
}

/** Whether each package that the lock file asks for is there in that version. npm writes its own record last, so an interrupted install does not count. */
function isInstalled() {
  const record = packagesOf('node_modules/.package-lock.json');
  const wanted = packagesOf('package-lock.json');
  return Object.entries(wanted).every(([path, { version, link, optional }]) => {
    if (optional || !path.includes('node_modules/')) return true;
    const installed = record[path];
    return installed?.version === version && installed?.link === link && existsSync(join(root, path));
  });
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(join(root, lockFile), 'utf8')).packages;
  } catch {
    return {};
  }
}

function giveUp(message) {
  console.error(message);
  process.exit(1);
}
