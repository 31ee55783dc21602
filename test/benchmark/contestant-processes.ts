import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Answers, ContestantName, Order, Reply } from './orders.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const OUT = fileURLToPath(new URL('../../node_modules/.cache/hazelrx-benchmark/', import.meta.url));

/** An answer that does not come is an error: milliseconds. */
const PATIENCE = 120_000;

/**
 * Compiles this folder's programs, packages left outside. Run through tsx they would carry its loader, and closures that
 * it slows down. Returns the folder.
 */
export async function compile(): Promise<string> {
  await build({
    entryPoints: ['contestant-process.ts', 'stages.ts', 'embedded.ts'].map(file => here + file),
    outdir: OUT,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  return OUT;
}

/** Arguments for Node in the processes that measure. `profiles`: a folder for CPU profiles. */
export function nodeArguments(profiles: string | undefined): string[] {
  return ['--expose-gc', ...(profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`])];
}

/** What all processes of a benchmark have in common. */
export interface Stage {
  /** Where the compiled programs are. */
  readonly folder: string;
  readonly profiles: string | undefined;
  /** Ends them all. */
  readonly signal: AbortSignal;
}

/** A contestant in a process of its own, which ends with this one. */
export class ContestantProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;

  constructor(
    readonly name: ContestantName,
    { folder, profiles, signal }: Stage,
  ) {
    this.#child = fork(`${folder}contestant-process.mjs`, [name], {
      execArgv: nodeArguments(profiles),
      // Standard output is for the results.
      stdio: ['ignore', process.stderr, 'inherit', 'ipc'],
      signal,
    });
    // An abort is told as an error; the exit follows.
    this.#child.on('error', () => {});
    this.#exited = new Promise(resolve => this.#child.once('exit', () => resolve()));
  }

  /** One order at a time. */
  async obey<O extends Order>(order: O): Promise<Answers[O['type']]> {
    const reply = this.#reply(order);
    this.#child.send(order);
    const message = await reply;
    if ('error' in message) throw new Error(`${this.name} failed at ${JSON.stringify(order)}: ${message.error}`);
    return message.answer as Answers[O['type']];
  }

  #reply(order: Order): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const failed = (why: string): void => reject(new Error(`${this.name} ${why} at ${JSON.stringify(order)}`));
      const ended = (): void => failed('ended');
      const tired = setTimeout(() => failed('gave no answer'), PATIENCE);
      this.#child.once('exit', ended);
      this.#child.once('message', (message: Reply) => {
        clearTimeout(tired);
        this.#child.off('exit', ended);
        resolve(message);
      });
    });
  }

  /** Ends the process: it leaves once nobody gives it orders. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    if (this.#child.connected) this.#child.disconnect();
    await this.#exited;
  }
}
