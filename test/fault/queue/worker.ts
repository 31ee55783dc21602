import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type During, RestartedProgram } from '../../support/restarted-program.js';
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
  readonly #program: RestartedProgram;
  #killing = true;

  constructor(
    { program, clusterName, addresses, queue }: Work,
    readonly log: string,
    readonly random: () => number,
  ) {
    this.#program = new RestartedProgram(program, [clusterName, addresses.join(), queue, log], this.#during);
  }

  /** Processes that were killed and replaced. */
  get kills(): number {
    return this.#program.kills;
  }

  /** Exit codes of those that ended by themselves, as none should. */
  get ends(): readonly (number | null)[] {
    return this.#program.ends;
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
    await this.#program.stop();
  }

  readonly #during: During = async (process, ended) => {
    const life = this.random() * LIFE;
    await once(process.stdout!, 'data', { signal: ended });
    await sleep(life, undefined, { signal: ended });
    if (this.#killing) process.kill('SIGKILL');
  };
}
