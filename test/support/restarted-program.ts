import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Done while one process of the program is there. The signal is aborted when that has ended. */
export type During = (process: ChildProcess, ended: AbortSignal) => Promise<void>;

/** A program of `test/fault/programs` in a process of its own. Whenever that is killed or fails, the next takes its place. */
export class RestartedProgram {
  /** Processes that were killed and replaced. */
  kills = 0;
  /** Exit codes of those that ended by themselves. After a 0 there is no other. */
  readonly ends: (number | null)[] = [];
  /** Resolves when there is no process any more. */
  readonly over: Promise<void>;
  #child: ChildProcess | undefined;
  #stopped = false;

  constructor(
    readonly name: string,
    readonly args: readonly string[],
    readonly during: During = async () => {},
  ) {
    this.over = this.#live();
  }

  /** Kills the process of the moment. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  /** Kills it for good. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.kill();
    await this.over;
  }

  async #live(): Promise<void> {
    while (!this.#stopped && !this.ends.includes(0)) {
      const child = this.#start();
      this.#child = child;
      const ended = new AbortController();
      const during = this.during(child, ended.signal).catch((error: unknown) => {
        if (!ended.signal.aborted) throw error;
      });
      const [exitCode, signal] = (await once(child, 'close')) as [number | null, string | null];
      ended.abort();
      await during;
      if (signal !== 'SIGKILL') this.ends.push(exitCode);
      else if (!this.#stopped) this.kills++;
    }
  }

  #start(): ChildProcess {
    const path = fileURLToPath(new URL(`../fault/programs/${this.name}.ts`, import.meta.url));
    const args = ['--import', 'tsx', '--conditions=source', path, ...this.args];
    // It ends with its input, and so with this process.
    return spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  }
}
