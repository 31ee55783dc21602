// What one reader of a journal was told, and whether that can be.
import type { JournalCheckpoint, JournalEvent, JournalLoss, JournalMark } from 'hazelrx';

export type Told = JournalEvent<string, number> | JournalLoss | JournalMark;

export class Account {
  /** Of the last mark. */
  checkpoint: JournalCheckpoint | undefined;
  readonly losses: JournalLoss[] = [];
  /** What is neither the next of its partition, nor told to be another one. */
  readonly misplaced: string[] = [];
  readonly #values = new Set<number>();
  readonly #next = new Map<number, number>();

  get size(): number {
    return this.#values.size;
  }

  follow(told: Told): void {
    if (told.type === 'checkpoint') this.checkpoint = JSON.parse(JSON.stringify(told.checkpoint)) as JournalCheckpoint;
    else if (told.type === 'overrun' || told.type === 'rewound') this.#lose(told);
    else this.#event(told);
  }

  missing(values: Iterable<number>): number[] {
    return Array.from(values).filter(value => !this.#values.has(value));
  }

  #event({ partition, sequence, value }: JournalEvent<string, number>): void {
    this.#expect(partition, sequence.toNumber(), String(value));
    this.#next.set(partition, sequence.toNumber() + 1);
    if (value !== null) this.#values.add(value);
  }

  #lose(loss: JournalLoss): void {
    this.#expect(loss.partition, loss.from.toNumber(), loss.type);
    this.losses.push(loss);
    this.#next.set(loss.partition, loss.type === 'overrun' ? loss.to.toNumber() + 1 : loss.to.toNumber());
  }

  #expect(partition: number, sequence: number, what: string): void {
    const next = this.#next.get(partition) ?? 0;
    if (sequence !== next) this.misplaced.push(`${what}: ${sequence} instead of ${next} in partition ${partition}`);
  }
}
