import { readFileSync, writeFileSync } from 'node:fs';

/** What is done under the lock: it reads the file, and writes into it. */
export interface Section {
  /** Unlike that of any other, of any process. */
  readonly section: string;
  /** Of the lock, in decimal. */
  readonly fence: string;
}

interface Content {
  /** The last that has written, 0 at first. */
  readonly fence: string;
  readonly counter: number;
}

/** What a section ended in that held its lock until then. */
export const DONE = 'done';

/**
 * A file with a counter that a lock protects, and that protects itself: it takes a write only with a fence greater than that of
 * the last write and not smaller than any that has read. Keeps an account of what no lock may let happen.
 */
export class SharedFile {
  /** Sentences. */
  readonly violations: string[] = [];
  /** How often sections ended in what: `done`, or the code of an error. */
  readonly outcomes: Record<string, number> = {};
  writes = 0;
  refusals = 0;
  #greatest = 0n;
  /** Which section has read with which fence. */
  readonly #readers = new Map<string, string>();
  readonly #written = new Set<string>();

  constructor(readonly path: string) {
    this.#write({ fence: '0', counter: 0 });
  }

  get counter(): number {
    return this.#read().counter;
  }

  /** The counter; undefined where the fence is an old one. */
  read({ section, fence }: Section): number | undefined {
    const reader = this.#readers.get(fence);
    if (reader !== undefined) this.violations.push(`${section} has the fence ${fence} of ${reader}`);
    this.#readers.set(fence, section);
    if (this.#isOld(fence)) return this.#refuse();
    this.#greatest = BigInt(fence);
    return this.counter;
  }

  /** Whether it was written. */
  write({ section, fence }: Section, counter: number): boolean {
    const before = this.#read();
    if (this.#isOld(fence) || BigInt(fence) <= BigInt(before.fence)) {
      this.#refuse();
      return false;
    }
    if (counter !== before.counter + 1)
      this.violations.push(`${section} with the fence ${fence} writes ${counter} over ${before.counter}`);
    this.#greatest = BigInt(fence);
    this.#write({ fence, counter });
    this.#written.add(section);
    this.writes++;
    return true;
  }

  /** Who has held the lock until its end must have written. */
  left(section: string, outcome: string): void {
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
    if (outcome === DONE && !this.#written.has(section))
      this.violations.push(`${section} was not the only one that held the lock`);
  }

  toString(): string {
    const { writes, refusals, violations, outcomes } = this;
    return `${writes} writes, ${refusals} refused, ${violations.length} violations, ${JSON.stringify(outcomes)}`;
  }

  #isOld(fence: string): boolean {
    return BigInt(fence) < this.#greatest;
  }

  #refuse(): undefined {
    this.refusals++;
  }

  #read(): Content {
    return JSON.parse(readFileSync(this.path, 'utf8')) as Content;
  }

  #write(content: Content): void {
    writeFileSync(this.path, JSON.stringify(content));
  }
}
