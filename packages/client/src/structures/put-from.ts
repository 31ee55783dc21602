// Entries of any source into a map: in batches by partition, as fast as the members take them.
import { type Data, UnsentSchemaError } from '@hazelrx/protocol';
import { from, Observable, type ObservableInput, type Subscriber, type Subscription, takeWhile } from 'rxjs';
import { atEndOfTurn } from '../end-of-turn.js';
import { asHazelcastError, type ErrorDetails, HazelcastError } from '../errors.js';
import { askable, type Asked } from './asked.js';

export interface PutFromOptions {
  /** How many entries may be taken from the source and not yet acknowledged by the members. Default 1000. */
  readonly inFlight?: number;
  /** How many more may wait here when the source is an Observable, which cannot be told to wait. Default 10,000. */
  readonly buffer?: number;
}

/** How far it has come, in entries. */
export interface PutProgress {
  /** Taken from the source, those that wait in the buffer included. */
  readonly taken: number;
  /** Acknowledged by the members. */
  readonly written: number;
}

type Entry = readonly [key: Data, value: Data];

/** What cannot be serialized before the members have its schema. */
class Unsent {
  constructor(
    readonly key: unknown,
    readonly value: unknown,
  ) {}
}

/** Where the entries go. Nothing of it throws, but `key` and `value` for what cannot be serialized. */
export interface PutTarget {
  /** What errors tell of: the operation and the structure. */
  readonly details: ErrorDetails;
  /** Emits once the partitions are known. Its error ends the stream, then and later. */
  readonly connected$: Observable<unknown>;
  key(key: unknown): Data;
  value(value: unknown): Data;
  /** What `run` makes once the members have its schemas. */
  readonly resolved: <T>(run: () => T, details: ErrorDetails) => Observable<T>;
  /** Asked only once connected. */
  partitionOf(key: Data): number;
  /** Completes when the entries are put, in their order. Subscribed to once; one at a time for a partition. */
  write(partition: number, entries: readonly Entry[]): Observable<unknown>;
}

/**
 * Cold. Emits the progress each time a batch is acknowledged, exactly once where there are no entries, and completes
 * when all are written. Entries of one key are written in the order of the source: a partition has one request in
 * flight, and what comes for it meanwhile goes together in the next.
 *
 * An iterable or async iterable is asked for the next entry when there is room for it. An Observable that stays ahead
 * of the members by more than `buffer` ends the stream with `HAZELCAST_OVERLOAD`. After an error, and when it is
 * unsubscribed, nothing more is taken or sent; what is in flight is not undone.
 */
export function putFrom(
  source: ObservableInput<readonly [key: unknown, value: unknown]>,
  { inFlight = 1000, buffer = 10_000 }: PutFromOptions,
  target: PutTarget,
): Observable<PutProgress> {
  return new Observable<PutProgress>(subscriber => {
    checkWhole('inFlight', inFlight, 1, target);
    checkWhole('buffer', buffer, 0, target);
    try {
      new Putting({ inFlight, buffer }, target, subscriber).begin(source);
    } catch (error) {
      // No source at all, or one that cannot be read again.
      throw error instanceof TypeError ? asHazelcastError(error, target.details) : error;
    }
  });
}

function checkWhole(option: string, value: number, least: number, { details }: PutTarget): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  const reason = `${option} must be a whole number of ${least} or more, not ${String(value)}`;
  throw new HazelcastError('ILLEGAL_ARGUMENT', reason, details);
}

/** What goes to one partition. */
interface Lane {
  readonly partition: number;
  waiting: Entry[];
  busy: boolean;
}

/** One subscription: takes what there is room for, and sends it at the end of the turn. */
class Putting {
  readonly #lanes = new Map<number, Lane>();
  /** Those that have something to send and are free to. */
  #due: Lane[] = [];
  /** What there is no room for in the lanes, from `#next` on. */
  readonly #buffered: (Entry | Unsent)[] = [];
  #next = 0;
  /** The entry at `#next` waits for its schema. */
  #resolving = false;
  #asked: Asked | undefined;
  #ended = false;
  #connected = false;
  #scheduled = false;
  #taken = 0;
  /** In the lanes, sent or not. */
  #held = 0;
  #written = 0;

  constructor(
    readonly limits: Required<PutFromOptions>,
    readonly target: PutTarget,
    readonly subscriber: Subscriber<PutProgress>,
  ) {}

  begin(source: ObservableInput<unknown>): void {
    const { subscriber, target } = this;
    this.#asked = askable(source, this);
    subscriber.add(this.#asked ?? this.#listen(source));
    if (subscriber.closed) return;
    const connected = (): void => {
      this.#connected = true;
      this.fill();
      this.#schedule();
    };
    const error = (reason: unknown): void => this.error(reason);
    subscriber.add(target.connected$.subscribe({ next: connected, error, complete: connected }));
  }

  /** A source that is still being subscribed to can be stopped only from within. */
  #listen(source: ObservableInput<unknown>): Subscription {
    const whileOpen = takeWhile(() => !this.subscriber.closed);
    return from(source).pipe(whileOpen).subscribe(this);
  }

  /** The source brings an entry. It is serialized now, unless its schema is missing: later it may be another. */
  next(entry: unknown): void {
    const { target } = this;
    try {
      if (!Array.isArray(entry)) throw new TypeError('an entry must be a pair of a key and a value');
      const [key, value] = entry as unknown[];
      if (key == null || value == null) throw new TypeError('neither key nor value may be null or undefined');
      this.#buffered.push(this.#entry(key, value));
      this.#taken++;
      this.#checkBuffer();
      this.#schedule();
    } catch (error) {
      this.error(asHazelcastError(error, target.details));
    }
  }

  #entry(key: unknown, value: unknown): Entry | Unsent {
    const { target } = this;
    try {
      return [target.key(key), target.value(value)];
    } catch (error) {
      if (error instanceof UnsentSchemaError) return new Unsent(key, value);
      throw error;
    }
  }

  error(error: unknown): void {
    this.subscriber.error(error);
  }

  complete(): void {
    this.#ended = true;
    this.#schedule();
  }

  #checkBuffer(): void {
    const { inFlight, buffer } = this.limits;
    if (this.#taken - this.#written <= inFlight + buffer) return;
    const reason =
      `the source of putFrom is further ahead of the members than inFlight (${inFlight}) and buffer (${buffer}) allow: ` +
      'hand over an iterable or async iterable, whose pace putFrom sets, or raise `buffer`';
    throw new HazelcastError('HAZELCAST_OVERLOAD', reason, this.target.details);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    atEndOfTurn(() => this.#turn());
  }

  /** Only here anything is sent: the stack stays flat where answers come at once. */
  #turn(): void {
    this.fill();
    this.#scheduled = false;
    const due = this.#due;
    this.#due = [];
    for (const lane of due) if (!this.subscriber.closed) this.#send(lane);
    if (!this.#connected || !this.#ended || this.#taken > this.#written) return;
    // Otherwise the last acknowledgement has told the same.
    if (this.#taken === 0) this.subscriber.next({ taken: 0, written: 0 });
    this.subscriber.complete();
  }

  /** Takes entries while there is room. */
  fill(): void {
    while (this.#connected && this.#held < this.limits.inFlight && !this.subscriber.closed) {
      if (this.#next < this.#buffered.length) {
        const entry = this.#buffered[this.#next]!;
        if (entry instanceof Unsent) {
          if (this.#resolving) break;
          this.#resolve(entry);
        } else {
          this.#next++;
          this.#hold(entry);
        }
      } else if (this.#ended || !this.#asked?.ask()) break;
    }
    // To drop each by itself would move all that wait behind it.
    if (this.#next > this.#buffered.length / 2) this.#next -= this.#buffered.splice(0, this.#next).length;
  }

  /** Those behind it wait, too: entries of one key stay in their order. */
  #resolve({ key, value }: Unsent): void {
    this.#resolving = true;
    let atOnce = true;
    const { target } = this;
    const entry$ = target.resolved((): Entry => [target.key(key), target.value(value)], target.details);
    const next = (entry: Entry): void => {
      this.#resolving = false;
      this.#buffered[this.#next] = entry;
      if (atOnce) return;
      this.fill();
      this.#schedule();
    };
    this.subscriber.add(entry$.subscribe({ next, error: reason => this.error(reason) }));
    atOnce = false;
  }

  #hold(entry: Entry): void {
    const partition = this.target.partitionOf(entry[0]);
    let lane = this.#lanes.get(partition);
    if (!lane) this.#lanes.set(partition, (lane = { partition, waiting: [], busy: false }));
    this.#held++;
    if (lane.waiting.push(entry) === 1 && !lane.busy) this.#due.push(lane);
  }

  #send(lane: Lane): void {
    const entries = lane.waiting;
    lane.waiting = [];
    lane.busy = true;
    const error = (reason: unknown): void => this.error(reason);
    const complete = (): void => this.#acknowledged(lane, entries.length);
    this.subscriber.add(this.target.write(lane.partition, entries).subscribe({ error, complete }));
  }

  #acknowledged(lane: Lane, count: number): void {
    lane.busy = false;
    if (lane.waiting.length > 0) this.#due.push(lane);
    this.#held -= count;
    this.#written += count;
    this.#schedule();
    this.subscriber.next({ taken: this.#taken, written: this.#written });
    this.fill();
  }
}
