// Programs that answer commands: a line each, the answer's lines after it, and then an empty one.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';

/** Milliseconds for an answer, on a slow machine too. */
const DEADLINE = 60_000;

/** A program that ends when its standard input does, so it cannot outlive this process. */
export class Conversation {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #ended: Promise<unknown>;
  readonly #errors: string[] = [];
  #last: Promise<unknown> = Promise.resolve();

  constructor(program: string, args: readonly string[]) {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout });
    createInterface({ input: child.stderr }).on('line', line => this.#errors.push(line));
    child.stdin.on('error', () => {});
    this.#ended = once(child, 'close').catch((error: Error) => this.#errors.push(error.message));
  }

  /** The lines of the answer. One command is under way at a time. Rejects with what the program says when it fails. */
  ask(command: string): Promise<string[]> {
    const answer = this.#last.then(() => this.#ask(command));
    this.#last = answer.catch(() => {});
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), DEADLINE);
    await this.#ended;
    clearTimeout(timer);
  }

  #ask(command: string): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const answer: string[] = [];
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        this.#lines.off('line', onLine);
        finish();
      };
      const onLine = (line: string) => (line === '' ? settle(() => resolve(answer)) : answer.push(line));
      const fail = (reason: string) =>
        settle(() => reject(new Error([`'${command}' ${reason}:`, ...this.#errors.slice(-40)].join('\n'))));
      const timer = setTimeout(() => fail('was not answered in time'), DEADLINE);
      this.#lines.on('line', onLine);
      void this.#ended.then(() => fail('was not answered: the program ended'));
      this.#child.stdin?.write(`${command}\n`);
    });
  }
}
