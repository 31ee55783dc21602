import { pipelined } from 'hazelrx';
import { BehaviorSubject, delay, merge, type Observable } from 'rxjs';
import { firstOf } from '../../support/awaiting.js';
import { eventually } from '../../support/recording.js';
import { type Account, type Book, KEYS } from './book.js';

/** Of each client. */
const IN_FLIGHT = 100;
/** Milliseconds after each call while the load is slowed down. */
const PAUSE = 100;

/** Puts and gets of several clients, half and half and as many as they can, until it is ended. */
export class Load implements Disposable {
  readonly #ended$ = new BehaviorSubject(0);
  #begun = 0;
  #reads = 0;
  #slow = false;
  #stopped = false;

  constructor(readonly books: readonly Book[]) {
    merge(...books.map(book => pipelined(this.#turns(), turn => this.#call(book, turn), IN_FLIGHT))).subscribe({
      next: () => this.#ended$.next(this.ended + 1),
      error: error => this.#ended$.error(error),
    });
  }

  /** Calls that have ended; throws what is no error of the client. */
  get ended(): number {
    return this.#ended$.value;
  }

  /** Resolves when this many more calls have ended. */
  async more(calls: number): Promise<void> {
    const target = this.ended + calls;
    await firstOf(this.#ended$, ended => ended >= target);
  }

  /** Goes on, but leaves most of the machine to what is done meanwhile. */
  async slowWhile(work: () => Promise<unknown>): Promise<void> {
    this.#slow = true;
    await work();
    this.#slow = false;
  }

  /** Begins no more calls; resolves when all have ended. */
  async end(): Promise<void> {
    this.#stopped = true;
    await eventually(
      () => this.#begun - this.ended,
      underWay => underWay === 0,
    );
  }

  [Symbol.dispose](): void {
    this.#stopped = true;
  }

  *#turns(): Iterable<number> {
    for (let turn = 0; !this.#stopped; turn++) yield turn;
  }

  #call(book: Book, turn: number): Observable<unknown> {
    this.#begun++;
    const call = turn % 2 === 0 ? book.writeNext() : book.read(this.#nextRead());
    return this.#slow ? call.pipe(delay(PAUSE)) : call;
  }

  /** The keys of all clients in turn, also those that are written no more. */
  #nextRead(): Account {
    const read = this.#reads++;
    const { accounts } = this.books[Math.floor(read / KEYS) % this.books.length]!;
    return accounts[read % accounts.length]!;
  }
}
