// Clients of one register in virtual time, and what they were told of what they did to it.
import { NEVER, Observable, VirtualAction, VirtualTimeScheduler } from 'rxjs';
import { seededRandom } from '../../../../../test/support/seeded-random.js';
import { RegisterChanges } from '../../../src/concurrency/map/register-changes.js';
import { randomLong, RegisterRecord, type StateCodec } from '../../../src/concurrency/map/register-record.js';
import { type Change, PendingChange } from '../../../src/concurrency/map/register-write.js';
import { IndeterminateError } from '../../../src/errors.js';
import type { Core } from '../../../src/structures/structure.js';
import { type Fate, UnsafeEntry } from './unsafe-entry.js';

export type Log = readonly number[];

/** The tags of all changes so far, in their order. */
export const CODEC: StateCodec<Log> = {
  initial: [],
  size: log => log.join().length,
  write: (log, view, at) => void new TextEncoder().encodeInto(log.join(), bytesOf(view, at)),
  read(view, at) {
    const text = new TextDecoder().decode(bytesOf(view, at));
    return text === '' ? [] : text.split(',').map(Number);
  },
};

function bytesOf({ buffer, byteOffset, byteLength }: DataView, at: number): Uint8Array {
  return new Uint8Array(buffer, byteOffset + at, byteLength - at);
}

/** What one client wants, when, and how it ended. */
export interface Wish {
  readonly client: number;
  readonly at: number;
  /** Milliseconds after which it does not want it any more. */
  readonly patience: number;
  /** Adds its tag and says what stood before it; or says how much stands there. */
  readonly writes: boolean;
}
export interface Story extends Wish {
  readonly tag: number;
  result?: number;
  error?: unknown;
  /** What had happened when it was asked for, and when it was told. */
  before?: number;
  after?: number;
  /** Whoever wanted it has left, and it was not sent. */
  dropped?: boolean;
}

export const CLIENTS = 4;

function append(tag: number): Change<Log, number> {
  return log => ({ state: [...log, tag], result: log.length });
}

/** Everything that happens, up to where nothing does any more. */
export class World {
  readonly scheduler = new VirtualTimeScheduler(VirtualAction);
  readonly random: () => number;
  readonly entry: UnsafeEntry;
  readonly clients: readonly RegisterChanges<Log>[];
  /** What stood in the entry when it was removed. */
  readonly removed: Log[] = [];
  readonly stories: Story[] = [];
  readonly pending: PendingChange<Log>[] = [];

  constructor(seed: number, fates: readonly Fate[], trouble: number) {
    this.random = seededRandom(seed);
    this.entry = new UnsafeEntry(this.scheduler, this.random, fates, trouble);
    const core = { router: { random: this.random }, scheduler: this.scheduler, ended$: NEVER } as unknown as Core;
    this.clients = Array.from({ length: CLIENTS }, () => new RegisterChanges(core, this.entry, CODEC));
  }

  get log(): Log {
    const { bytes } = this.entry;
    return bytes ? this.record.state : [];
  }

  wish(wished: Wish, tag: number): void {
    const story: Story = { ...wished, tag };
    this.stories.push(story);
    this.at(wished.at, () => {
      story.before = this.log.length;
      const change: Change<Log, number> = wished.writes ? append(tag) : log => ({ result: log.length });
      const subscription = this.update(this.clients[wished.client]!, change).subscribe({
        next: result => {
          story.result = result;
          story.after = this.log.length;
        },
        error: (error: unknown) => (story.error = error),
      });
      const pending = this.pending.at(-1)!;
      const leave = (): void => {
        story.dropped = !pending.over && !pending.sent;
        subscription.unsubscribe();
      };
      if (wished.patience !== Infinity) this.at(wished.patience, leave);
    });
  }

  update<R>(client: RegisterChanges<Log>, change: Change<Log, R>): Observable<R> {
    return new Observable<R>(subscriber => {
      const caller = {
        answered(result: R) {
          subscriber.next(result);
          subscriber.complete();
        },
        fail: (error: unknown) => subscriber.error(error),
      };
      const pending = new PendingChange(change, caller, client);
      this.pending.push(pending);
      client.make(pending);
      return pending;
    });
  }

  get record(): RegisterRecord<Log> {
    return RegisterRecord.read(CODEC, this.entry.toData, this.entry.bytes);
  }

  /** So many others write one after the other. */
  othersWrite(count: number): void {
    for (let i = 0; i < count; i++) {
      const { record } = this;
      const id = { writer: randomLong(), number: 1 };
      this.entry.replace(record.next(CODEC, id, record.state, { toData: this.entry.toData, spare: undefined }).blob);
    }
  }

  removal(millis: number): void {
    this.at(millis, () => {
      this.removed.push(this.log);
      this.entry.bytes = null;
    });
  }

  at(millis: number, run: () => void): void {
    this.scheduler.schedule(run, millis);
  }

  run(): void {
    this.scheduler.flush();
  }

  /** Those of which something else was told than what stands there. */
  get misfits(): Story[] {
    const logs = [...this.removed, this.log];
    return this.stories.filter(({ tag, writes, result, error, patience, dropped }) => {
      if (result === undefined && error === undefined && patience === Infinity) return true;
      if (!writes) return false;
      const places = logs.flatMap(log => log.flatMap((other, place) => (other === tag ? [place] : [])));
      if (result !== undefined) return places.length !== 1 || places[0] !== result;
      if (dropped && places.length > 0) return true;
      return places.length > 1 || (error !== undefined && !(error instanceof IndeterminateError));
    });
  }
}
