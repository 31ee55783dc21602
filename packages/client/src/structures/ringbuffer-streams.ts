// The hot streams of a ringbuffer. Readers that have come to the same place become one.
import { EMPTY, Observable, of, type Subscriber, Subscription } from 'rxjs';
import { byPage } from './by-page.js';
import { isLoss, type RingbufferItem, type RingbufferLoss } from './ringbuffer-record.js';
import type { RingbufferReader } from './ringbuffer-reader.js';
import { Position, type ReadFrom, type ReadPage } from './ring-source.js';

/** The streams of one filter and one batch size: who has read all that is there shares one request with the others. */
export class RingbufferStreams<E> {
  readonly #flows = new Set<Flow<E>>();

  constructor(
    readonly reader: RingbufferReader<E>,
    /** Nobody listens any more. */
    readonly onIdle: () => void,
  ) {}

  /** Readers at work. */
  get size(): number {
    return this.#flows.size;
  }

  /** `toError`: what a loss ends it with; without it, a loss is an item. No operator per item: it may be one of millions. */
  stream(from: ReadFrom, toError?: (loss: RingbufferLoss) => Error): Observable<RingbufferItem<E>> {
    return new Observable(subscriber => {
      const flow = new Flow(this.reader, new Position<E>(from), this.#flows);
      const listener: Listener<E> = { subscriber, toError, flow };
      subscriber.add(() => {
        listener.flow.leave(listener);
        if (this.size === 0) this.onIdle();
      });
      flow.begin(listener);
    });
  }
}

/** One subscription, with the reader that brings its items now. */
interface Listener<E> {
  readonly subscriber: Subscriber<RingbufferItem<E>>;
  readonly toError: ((loss: RingbufferLoss) => Error) | undefined;
  flow: Flow<E>;
}

class Flow<E> {
  readonly #listeners = new Set<Listener<E>>();
  readonly #reading = new Subscription();
  /** It waits for the next items, and has told all before them. */
  #waits = false;

  constructor(
    readonly reader: RingbufferReader<E>,
    readonly position: Position<E>,
    readonly flows: Set<Flow<E>>,
  ) {}

  begin(listener: Listener<E>): void {
    this.#listeners.add(listener);
    this.flows.add(this);
    const pages$ = byPage(
      this.position,
      position => this.#fetch(position),
      items => this.#tell(items),
    );
    this.#reading.add(pages$.subscribe({ error: error => this.#fail(error) }));
  }

  leave(listener: Listener<E>): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#end();
  }

  #fetch(position: Position<E>): Observable<ReadPage<E> | { readonly items: []; readonly next: undefined }> {
    for (const other of this.flows) {
      if (other === this || !other.#isAt(position)) continue;
      this.#join(other);
      return of({ items: [], next: undefined });
    }
    this.#waits = true;
    return this.reader.fetch(position);
  }

  #isAt({ next }: Position<E>): boolean {
    return this.#waits && next !== undefined && this.position.next?.eq(next) === true;
  }

  #join(other: Flow<E>): void {
    for (const listener of this.#listeners) {
      listener.flow = other;
      other.#listeners.add(listener);
    }
    this.#listeners.clear();
    this.#end();
  }

  #tell(items: readonly RingbufferItem<E>[]): Observable<never> {
    this.#waits = false;
    // Nobody joins meanwhile, and who leaves is closed.
    const listeners = [...this.#listeners];
    const [first] = items;
    if (first && isLoss(first)) refuse(first, listeners);
    for (const item of items) for (const { subscriber } of listeners) subscriber.next(item);
    return EMPTY;
  }

  #fail(error: unknown): void {
    const listeners = [...this.#listeners];
    this.#end();
    for (const { subscriber } of listeners) subscriber.error(error);
  }

  #end(): void {
    this.flows.delete(this);
    this.#reading.unsubscribe();
  }
}

/** Ends those who must not miss anything. */
function refuse(loss: RingbufferLoss, listeners: readonly Listener<unknown>[]): void {
  for (const { subscriber, toError } of listeners) if (toError) subscriber.error(toError(loss));
}
