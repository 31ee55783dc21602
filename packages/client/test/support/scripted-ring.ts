// A ringbuffer that is the test's own, in virtual time, for its readers.
import Long from 'long';
import { defer, forkJoin, map, Observable, of, Subject, timer } from 'rxjs';
import type { HazelcastError } from '../../src/errors.js';
import type { RingbufferItem } from '../../src/structures/ringbuffer-record.js';
import { RingbufferReader } from '../../src/structures/ringbuffer-reader.js';
import { RingbufferStreams } from '../../src/structures/ringbuffer-streams.js';
import { MOST, type ReadBatch, type ReadFrom, type RingSource } from '../../src/structures/ring-source.js';
import { TestClock } from '../../src/test-clock.js';

/** Milliseconds from a question to its answer. */
const ANSWER = 1;

/** Does what a member does. */
export class ScriptedRing implements RingSource<string> {
  readonly clock = new TestClock();
  values = new Map<number, string>();
  head = 0;
  tail = -1;
  capacity = 10;
  owner = 'first';
  /** Requests to read that have no answer yet. */
  reads = 0;
  /** All that was asked so far. */
  asked = 0;
  failure: HazelcastError | undefined;
  hasFilter = false;
  /** What the filter of the reader lets through. */
  passes = (_: string): boolean => true;
  readonly changes$ = new Subject<void>();
  readonly #added = new Subject<void>();
  readonly head$ = this.#later(() => Long.fromNumber(this.head));
  readonly tail$ = this.#later(() => Long.fromNumber(this.tail));
  readonly bounds$ = forkJoin({
    head: this.head$,
    tail: this.tail$,
    capacity: this.#later(() => Long.fromNumber(this.capacity)),
  });

  add(...values: string[]): void {
    for (const value of values) this.values.set(++this.tail, value);
    this.head = Math.max(this.head, this.tail - this.capacity + 1);
    this.#added.next();
  }

  /** The owner dies, and its backup has all up to here. */
  fallBack(tail: number): void {
    this.tail = tail;
    this.head = Math.min(this.head, tail + 1);
    this.move();
  }

  move(): void {
    this.owner += '+';
    this.changes$.next();
  }

  keeper(): string {
    return this.owner;
  }

  same(one: string, other: string): boolean {
    return one === other;
  }

  resolved<T>(run: () => T): Observable<T> {
    return defer(() => of(run()));
  }

  read(start: Long, maxCount: number, filtered = false): Observable<ReadBatch<string>> {
    return new Observable(subscriber => {
      let first = start.toNumber();
      let passed = 0;
      this.reads++;
      this.asked++;
      subscriber.add(() => this.reads--);
      const look = (): void => {
        if (this.failure) return subscriber.error(this.failure);
        first = Math.min(Math.max(first, this.head), this.tail + 1);
        const count = Math.min(this.tail - first + 1, maxCount);
        if (count < 1) return;
        const records = Array.from({ length: count }, (_, i) => ({
          sequence: Long.fromNumber(first + i),
          value: this.values.get(first + i)!,
        })).filter(({ value }) => !filtered || this.passes(value));
        first += count;
        passed += count;
        // One that passes is waited for.
        if (records.length === 0) return;
        subscriber.next({ readCount: passed, records, nextSequence: Long.fromNumber(first) });
        subscriber.complete();
      };
      subscriber.add(timer(ANSWER, this.clock).subscribe(look));
      subscriber.add(this.#added.subscribe(look));
    });
  }

  #later<T>(answer: () => T): Observable<T> {
    return defer(() => {
      this.asked++;
      return timer(ANSWER, this.clock).pipe(map(answer));
    });
  }

  /** All that needs no more than a few answers has happened. */
  settled(): Promise<void> {
    return this.clock.advance(40 * ANSWER);
  }
}

function short(item: RingbufferItem<string>): string {
  if ('value' in item) return `${item.sequence.toString()}${item.value}`;
  return `${item.type} ${item.from.toString()}-${item.to.toString()}`;
}

/** What a stream has told so far: `0a` is the item `a` under sequence 0. */
export function told(streams: RingbufferStreams<string>, from: ReadFrom = 'oldest') {
  const items: string[] = [];
  const state = { items, error: undefined as unknown, stop: () => subscription.unsubscribe() };
  const subscription = streams.stream(from).subscribe({
    next: item => items.push(short(item)),
    error: (error: unknown) => (state.error = error),
  });
  return state;
}

export function streamsOf(ring: RingSource<string>, batchSize = MOST): RingbufferStreams<string> {
  return new RingbufferStreams(new RingbufferReader(ring, batchSize), () => {});
}
