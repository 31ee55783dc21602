import type { RingbufferItem, RingbufferLoss, RingbufferRecord } from 'hazelrx';
import type { Observable } from 'rxjs';

type Overrun = Extract<RingbufferLoss, { readonly type: 'overrun' }>;

/** Follows what one reader is told, from sequence 0 on, and keeps account of it. */
export class Reading implements Disposable {
  /** What must come next, unless it is told why not. */
  next = 0;
  /** Items that are not where they should be: after something that was left out, or again. */
  readonly misplaced: RingbufferItem<number>[] = [];
  readonly overruns: Overrun[] = [];
  rewinds = 0;
  readonly #received = new Map<number, Set<number>>();
  readonly #subscription;
  #error: unknown;

  constructor(items$: Observable<RingbufferItem<number>>) {
    this.#subscription = items$.subscribe({
      next: item => this.#follow(item),
      error: error => (this.#error = error),
    });
  }

  /** What came under which sequence; several values where it went back in between. */
  *received(): Iterable<{ readonly sequence: number; readonly value: number }> {
    for (const [sequence, values] of this.#received) for (const value of values) yield { sequence, value };
  }

  /** Throws when it has failed. */
  hasReached(next: number): boolean {
    if (this.#error !== undefined) throw new Error('the reader has failed', { cause: this.#error });
    return this.next === next;
  }

  /** Whether the item came, or its sequence is among those that are told to be lost. */
  knows(sequence: number, value: number): boolean {
    if (this.#received.get(sequence)?.has(value)) return true;
    return this.overruns.some(({ from, to }) => from.lte(sequence) && to.gte(sequence));
  }

  [Symbol.dispose](): void {
    this.#subscription.unsubscribe();
  }

  #follow(item: RingbufferItem<number>): void {
    if ('value' in item) this.#receive(item);
    else if (item.type === 'overrun') this.#skip(item);
    else {
      this.rewinds++;
      if (item.from.toNumber() !== this.next) this.misplaced.push(item);
      this.next = item.to.toNumber();
    }
  }

  #receive(record: RingbufferRecord<number>): void {
    const sequence = record.sequence.toNumber();
    if (sequence !== this.next) this.misplaced.push(record);
    const values = this.#received.get(sequence) ?? new Set();
    this.#received.set(sequence, values.add(record.value));
    this.next = sequence + 1;
  }

  #skip(overrun: Overrun): void {
    const { from, to, count } = overrun;
    const isWhole = from.toNumber() === this.next && count.gt(0) && to.eq(from.add(count).sub(1));
    if (!isWhole) this.misplaced.push(overrun);
    this.overruns.push(overrun);
    this.next = to.toNumber() + 1;
  }
}
