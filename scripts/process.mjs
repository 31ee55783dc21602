import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The workspace root; every command runs there. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Arguments that make Node run TypeScript and resolve the workspace's packages to their sources. */
export const fromSource = ['--import', 'tsx', '--conditions=source'];

/**
 * Runs Node with `args`; resolves to its exit code (1 when a signal ended it). The terminal is shared, unless `output`
 * is given: then each chunk the child prints goes there.
 */
export function node(args, { output, env = process.env } = {}) {
  return run(process.execPath, args, { output, env });
}

/** Like `node`, for the npm that runs us, or the one on the path. */
export function npm(args) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('npm-cli.js')) return node([cli, ...args]);
  return run('npm', args, { shell: process.platform === 'win32' });
}

function run(command, args, { output, ...options }) {
  const stdio = output ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  const child = spawn(command, args, { cwd: root, stdio, ...options });
  child.stdout?.on('data', output);
  child.stderr?.on('data', output);
  const stopForwarding = forwardSignals(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => resolve(code ?? 1));
  }).finally(stopForwarding);
}

// A child may have members of its own to end, so we outlive it. Ctrl-C reaches it through the terminal already.
function forwardSignals(child) {
  const wait = () => {};
  const pass = signal => child.kill(signal);
  process.on('SIGINT', wait).on('SIGTERM', pass).on('SIGHUP', pass);
  return () => process.off('SIGINT', wait).off('SIGTERM', pass).off('SIGHUP', pass);
}
