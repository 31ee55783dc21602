import { randomUUID } from 'node:crypto';
import { openSync, readFileSync, writeSync } from 'node:fs';

export type Step = 'start' | 'done' | 'committed';

/** One step of one run of the work for an item. */
export interface Entry {
  readonly step: Step;
  readonly item: number;
  /** Unlike that of any other run, of any process. */
  readonly run: string;
  /** Microseconds, by a clock that all processes of the machine share. */
  readonly at: number;
}

/** What a worker process did, kept by the operating system as soon as it is said: no kill takes it back. */
export class WorkLog {
  readonly #file: number;
  readonly #process = randomUUID();
  #runs = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'a');
  }

  /** A new run of the work for this item. */
  start(item: number): string {
    const run = `${this.#process}/${++this.#runs}`;
    this.add('start', item, run);
    return run;
  }

  add(step: Step, item: number, run: string): void {
    const at = process.hrtime.bigint() / 1000n;
    writeSync(this.#file, `${step} ${item} ${run} ${at}\n`);
  }
}

export function readLog(path: string): readonly Entry[] {
  const lines = readFileSync(path, { encoding: 'utf8', flag: 'a+' }).split('\n');
  // What follows the last end of a line is on its way.
  return lines.slice(0, -1).map(line => {
    const [step, item, run, at] = line.split(' ');
    return { step: step as Step, item: Number(item), run: run!, at: Number(at) };
  });
}
