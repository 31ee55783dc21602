import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Entry, readLog } from './work-log.js';

/** Milliseconds that a process lives after it has begun, at most: some are killed before they have connected. */
const LIFE = 6000;

export interface Work {
  /** A file of `test/fault/programs`. */
  readonly program: string;
  readonly clusterName: string;
  readonly addresses: readonly string[];
  readonly queue: string;
}

/** A process that works through a queue. Whenever it ends, the next takes its place. */
export class Worker {
  /** Processes that were killed and replaced. */
  kills = 0;
  /** Exit codes of those that ended by themselves, as none should. */
  readonly ends: (number | null)[] = [];
  #child: ChildProcess | undefined;
  #killing = true;
  #stopped = false;
  readonly #over: Promise<void>;

  constructor(
    readonly work: Work,
    readonly log: string,
    readonly random: () => number,
  ) {
    this.#over = this.#live();
  }

  entries(): readonly Entry[] {
    return readLog(this.log);
  }

  /** The process of the moment lives until `stop`. */
  spare(): void {
    this.#killing = false;
  }

  /** Kills it for good. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#child?.kill('SIGKILL');
    await this.#over;
  }

  async #live(): Promise<void> {
    while (!this.#stopped) {
      const child = this.#start();
      this.#child = child;
      const life = this.random() * LIFE;
      const killed = new AbortController();
      void this.#killAfter(child, life, killed.signal);
      const [exitCode, signal] = (await once(child, 'close')) as [number | null, string | null];
      killed.abort();
      if (signal !== 'SIGKILL') this.ends.push(exitCode);
      else if (!this.#stopped) this.kills++;
    }
  }

  #start(): ChildProcess {
    const { program, clusterName, addresses, queue } = this.work;
    const path = fileURLToPath(new URL(`../programs/${program}.ts`, import.meta.url));
    const args = ['--import', 'tsx', '--conditions=source', path, clusterName, addresses.join(), queue, this.log];
    // It ends with its input, and so with this process.
    return spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  }

  async #killAfter(child: ChildProcess, life: number, signal: AbortSignal): Promise<void> {
    try {
      await once(child.stdout!, 'data', { signal });
      await sleep(life, undefined, { signal });
      if (this.#killing) child.kill('SIGKILL');
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
