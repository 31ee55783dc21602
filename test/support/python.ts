// Python programs with the packages they need, in a virtual environment that stays between runs.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Conversation } from './conversation.js';

const run = promisify(execFile);

/** The official client, exactly this version of it. */
const VERSION = '5.7.0';
const PACKAGE = `hazelcast-python-client==${VERSION}`;

const environment = fileURLToPath(new URL(`../../node_modules/.cache/hazelrx-python-${VERSION}`, import.meta.url));
const python = join(environment, 'bin', 'python');

/** Milliseconds for a program, on a slow machine too. */
const DEADLINE = 120_000;

/** One sentence that says what to install before {@link runPython} can work, or undefined. */
export function findMissingPython(): string | undefined {
  if (existsSync(python)) return undefined;
  const { status } = spawnSync('python3', ['-c', 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))'], {
    stdio: 'ignore',
  });
  if (status === 0) return undefined;
  return 'The official Python client needs Python: install Python 3.10 or later with venv and pip, and put `python3` in PATH.';
}

/** Runs a Python file that may import the official client, and resolves with what it prints. */
export async function runPython(file: string, ...args: readonly string[]): Promise<string> {
  await install();
  const { stdout } = await run(python, [file, ...args], {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    timeout: DEADLINE,
    killSignal: 'SIGKILL',
    maxBuffer: 2 ** 26,
  });
  return stdout;
}

/** Runs a Python file that answers commands and may import the official client. */
export async function startPython(file: string, ...args: readonly string[]): Promise<Conversation> {
  await install();
  // -B: no compiled files beside it.
  return new Conversation(python, ['-B', file, ...args]);
}

let installed: Promise<void> | undefined;

function install(): Promise<void> {
  return (installed ??= existsSync(python) ? Promise.resolve() : create());
}

/** The environment appears by one rename, so what is there is complete. It is used through its interpreter only. */
async function create(): Promise<void> {
  const missing = findMissingPython();
  if (missing !== undefined) throw new Error(missing);
  await mkdir(dirname(environment), { recursive: true });
  const folder = await mkdtemp(`${environment}-`);
  try {
    await run('python3', ['-m', 'venv', folder]);
    const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet', 'install', PACKAGE];
    await run(join(folder, 'bin', 'python'), pip, { maxBuffer: 2 ** 26 });
    // What is in its place has lost its interpreter.
    await rm(environment, { recursive: true, force: true });
    await rename(folder, environment);
  } catch (error) {
    throw new Error(`could not install ${PACKAGE}: ${(error as Error).message}`, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
