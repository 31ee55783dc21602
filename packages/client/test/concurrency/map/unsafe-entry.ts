// A map entry in virtual time, and requests to it that get lost, come late, or are answered wrong, by chance.
import { defer, map, mergeMap, type Observable, type SchedulerLike, throwError, timer } from 'rxjs';
import { type Data, Serialization } from '@hazelrx/protocol';
import { HazelcastError, IndeterminateError, TimeoutError } from '../../../src/errors.js';
import type { Storable } from '../../../src/structures/structure.js';

/** What can become of a request, beside its answer. */
export type Fate =
  /** It is not done. */
  | 'lost'
  /** It does not leave the client. */
  | 'not sent'
  /** It is done, and nobody is told. */
  | 'answer lost'
  /** Nobody is told, and it is done a good deal later. */
  | 'late'
  /** The member says that it has not done it. */
  | 'refused'
  /** It is done again later. */
  | 'twice'
  /** Its member dies, the next one does it again, and answers. */
  | 'done again';

/** Milliseconds of one way, at most; of one that takes long; and until its sender gives up a request. */
const WAY = 10;
const DETOUR = 3000;
const PATIENCE = 30;

function ignored(): void {}

/** Who only reads asks again when a connection ends. */
const SILENCE = [
  () => new IndeterminateError('INDETERMINATE_OPERATION_STATE', 'the connection ended'),
  () => new TimeoutError('OPERATION_TIMEOUT', 'no answer'),
];

const serialization = new Serialization();

function valueOf(data: Data): Uint8Array {
  return serialization.toObject(data) as Uint8Array;
}

export class UnsafeEntry {
  bytes: Uint8Array | null = null;
  /** What becomes of the next writes, before chance decides. */
  readonly next: Fate[] = [];
  reads = 0;
  writes = 0;

  constructor(
    readonly scheduler: SchedulerLike,
    readonly random: () => number,
    /** Each with the same probability, all together with `trouble`. */
    readonly fates: readonly Fate[],
    public trouble: number,
  ) {}

  get(): Observable<unknown> {
    return this.#request(() => () => this.bytes);
  }

  readonly toData = (value: unknown): Data => serialization.toData(value);

  /** What is sent is copied: its memory may hold something else by the time it is done. */
  putIfAbsent(value: Storable): Observable<unknown> {
    return this.#request(() => {
      const first = valueOf(value as Data);
      return () => {
        const before = this.bytes;
        this.bytes ??= first;
        return before;
      };
    }, ignored);
  }

  replaceIfSame(testValue: Data, value: Data, onSent: () => void): Observable<boolean> {
    return this.#request(() => {
      const [expected, next] = [valueOf(testValue), valueOf(value)];
      return () => {
        const same = this.bytes !== null && Buffer.compare(this.bytes, expected) === 0;
        if (same) this.bytes = next;
        return same;
      };
    }, onSent);
  }

  replace(value: Data): void {
    this.bytes = valueOf(value);
  }

  /** Without `onSent` it only reads. */
  #request<T>(send: () => () => T, onSent?: () => void): Observable<T> {
    const reads = !onSent;
    return defer(() => {
      const run = send();
      if (reads) this.reads++;
      else this.writes++;
      const chance = this.random() < this.trouble ? this.#pick(this.fates) : undefined;
      const fate = reads ? chance : (this.next.shift() ?? chance);
      if (fate !== 'not sent') onSent?.();
      const gone$ = this.#after(PATIENCE).pipe(mergeMap(() => throwError(reads ? SILENCE[1]! : this.#pick(SILENCE))));
      switch (reads && fate ? 'lost' : fate) {
        case 'lost':
        case 'not sent':
          return gone$;
        case 'late':
          this.#later(run, DETOUR);
          return gone$;
        case 'answer lost':
          this.#later(run, WAY);
          return gone$;
        case 'refused':
          return throwError(() => new HazelcastError('PARTITION_MIGRATING', 'not now'));
        case 'twice':
          this.#later(run, DETOUR);
          return this.#answer(run);
        case 'done again':
          return this.#answer(() => [run(), run()][1]!);
        case undefined:
          return this.#answer(run);
      }
    });
  }

  /** Also when nobody listens any more. */
  #answer<T>(run: () => T): Observable<T> {
    let answer: T;
    const way = this.random() * WAY;
    this.#in(way, () => (answer = run()));
    return timer(way + 1 + this.random() * WAY, this.scheduler).pipe(map(() => answer));
  }

  #later(run: () => unknown, most: number): void {
    this.#in(this.random() * most, run);
  }

  #in(millis: number, run: () => unknown): void {
    this.scheduler.schedule(() => void run(), millis);
  }

  #after(most: number): Observable<unknown> {
    return timer(this.random() * most, this.scheduler);
  }

  #pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.random() * all.length)]!;
  }
}
