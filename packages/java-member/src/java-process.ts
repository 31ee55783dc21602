import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import type { Environment } from './tools.js';

/**
 * The shell becomes the program (same process id, so signals and the exit code are the program's own) and leaves a
 * watcher behind that reads our end of a pipe. The pipe closes however we die, even by SIGKILL, and the watcher kills
 * the program; a line means that we saw the program end and there is nothing to kill.
 */
const TIED_TO_PARENT = `
exec 3<&0 </dev/null
( read -r _ <&3 || kill -9 $$ ) >/dev/null 2>&1 &
exec "$@" 3<&-
`;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that cannot outlive this process. */
export class JavaProcess {
  readonly #child: ChildProcess;
  #exit: Exit | undefined;
  /** Resolves when the process has ended and all that it printed has been handed on. Never rejects. */
  readonly ended: Promise<Exit>;

  constructor(command: readonly string[], env: Environment, onLine: (line: string) => void) {
    // A group of its own: Ctrl-C in the terminal is for us to answer, not for the program.
    const child = spawn('/bin/sh', ['-c', TIED_TO_PARENT, 'sh', ...command], {
      cwd: tmpdir(),
      detached: true,
      env: withoutOverrides(env),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stdin.on('error', () => {});
    createInterface({ input: child.stdout }).on('line', onLine);
    createInterface({ input: child.stderr }).on('line', onLine);
    child.once('exit', () => child.stdin.end('\n'));
    this.ended = new Promise(resolve => {
      const end = (code: number | null, signal: NodeJS.Signals | null) => resolve((this.#exit ??= { code, signal }));
      child.once('close', end);
      child.once('error', error => {
        onLine(error.message);
        if (child.pid === undefined) end(null, null);
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Undefined while the process runs. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }
}

/** `HZ_…` variables would silently change the members' configuration. */
function withoutOverrides(env: Environment): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^HZ_/i.test(name)));
}
