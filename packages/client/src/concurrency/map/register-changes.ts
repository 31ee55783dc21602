// The changes that one client makes to one register: together, one write after the other.
import type Long from 'long';
import {
  catchError,
  concatMap,
  defer,
  EMPTY,
  map,
  type Observable,
  of,
  repeat,
  Subscription,
  tap,
  throwError,
} from 'rxjs';
import type { HazelcastError } from '../../errors.js';
import type { Core } from '../../structures/structure.js';
import { pause } from '../pause.js';
import { isFinal, isRefusal, type RegisterEntry } from './register-entry.js';
import {
  decodeRecord,
  firstRecord,
  nextRecord,
  randomLong,
  type RegisterRecord,
  type StateCodec,
} from './register-record.js';
import { Applied, type PendingChange, RegisterWrite, unknownOutcome } from './register-write.js';

/** The longest pause after a lost race, in milliseconds; the first ones are up to 2, 4, 8 … */
const LONGEST_PAUSE = 128;

/**
 * All changes that wait become one write.
 *
 * Why none is made twice: a write replaces the very record it was made from. No record ever comes back: each has the id
 * of its write, which is sent with no other bytes, or it is the first of an entry, which nobody else has made. So a write
 * whose answer was lost may be done as long as the record it was made from is there, but only once, and never after that
 * record was replaced. Until then it is sent again as it is; after that the record, which remembers the last write of each
 * client, tells whether it was this one; if not, its changes are made to what is there now. Also what a member answers
 * with no is looked at like that: another member may have done it, and died before it could say so.
 */
export class RegisterChanges<S> {
  readonly #core: Pick<Core, 'router' | 'scheduler' | 'ended$'>;
  readonly #entry: Pick<RegisterEntry, 'get' | 'putIfAbsent' | 'replaceIfSame'>;
  readonly #codec: StateCodec<S>;
  readonly #writer: Long = randomLong();
  readonly #pending = new Set<PendingChange<S>>();
  /** Of those, which are in no record. */
  #waiting = new Set<PendingChange<S>>();
  /** As it was when it was last seen; null for no entry, undefined where it has to be read. */
  #record: RegisterRecord<S> | null | undefined;
  /** On its way, or of unknown outcome. */
  #write: RegisterWrite<S> | undefined;
  #writes = 0;
  /** Races lost, and requests failed, one after the other. */
  #inVain = 0;
  #work: Subscription | undefined;
  readonly #work$: Observable<unknown>;

  constructor(
    core: Pick<Core, 'router' | 'scheduler' | 'ended$'>,
    entry: Pick<RegisterEntry, 'get' | 'putIfAbsent' | 'replaceIfSame'>,
    codec: StateCodec<S>,
  ) {
    this.#core = core;
    this.#entry = entry;
    this.#codec = codec;
    this.#work$ = defer(() => this.#step()).pipe(repeat({ delay: () => this.#pause() }));
  }

  /** Does it now, or with the next write. Its subscriber is told the result. */
  add(pending: PendingChange<S>): void {
    this.#pending.add(pending);
    this.#waiting.add(pending);
    if (this.#work) return;
    this.#inVain = 0;
    this.#work = new Subscription();
    this.#work.add(this.#work$.subscribe({ error: (error: unknown) => this.#failAll(error) }));
  }

  /** Nobody waits for it any more. It is not done, unless it was sent. */
  leave(pending: PendingChange<S>): void {
    this.#waiting.delete(pending);
    if (!this.#pending.delete(pending)) return;
    if (this.#pending.size === 0) this.#stop();
  }

  /** The entry is not what it was. */
  forget(): void {
    if (!this.#write) this.#record = undefined;
  }

  #stop(): void {
    this.#work?.unsubscribe();
    this.#work = undefined;
    // What is on its way may be written or not: the next write begins with a look.
    if (this.#write) this.#record = this.#write = undefined;
  }

  /** One request, or two. */
  #step(): Observable<unknown> {
    return this.#record === undefined ? this.#look().pipe(concatMap(() => this.#go())) : this.#go();
  }

  #pause(): Observable<unknown> {
    if (this.#inVain === 0) return of(undefined);
    const millis = this.#core.router.random() * Math.min(2 ** this.#inVain, LONGEST_PAUSE);
    return pause(millis, this.#core);
  }

  #look(): Observable<unknown> {
    for (const pending of this.#pending) pending.seen = true;
    return this.#entry.get().pipe(
      tap(value => (this.#record = value === null ? null : decodeRecord(this.#codec, value))),
      catchError((error: unknown) => (isFinal(error) ? throwError(() => error) : this.#again())),
    );
  }

  #again(): Observable<never> {
    this.#inVain++;
    return EMPTY;
  }

  /** With the record that is known. */
  #go(): Observable<unknown> {
    if (!this.#write) return this.#begin();
    return this.#settled(this.#write) ? this.#begin() : this.#send(this.#write);
  }

  #begin(): Observable<unknown> {
    const record = this.#record;
    // Whoever was just told has begun anew.
    if (record === undefined || this.#write) return EMPTY;
    const applied = new Applied([...this.#waiting], record ? record.state : this.#codec.initial);
    if (!applied.changed) return this.#unchanged(applied);
    if (!record) return this.#create();
    const id = { writer: this.#writer, number: ++this.#writes };
    const next = nextRecord(this.#codec, record, id, applied.state);
    this.#waiting.clear();
    return this.#send(new RegisterWrite(id, record, next, applied));
  }

  /** What does not write has to have seen the record as it is now. */
  #unchanged(applied: Applied<S>): Observable<never> {
    for (const pending of applied.changes) if (pending.seen) this.#waiting.delete(pending);
    if (this.#waiting.size > 0) this.#record = undefined;
    this.#inVain = 0;
    applied.tell(({ seen }) => seen);
    return EMPTY;
  }

  /** With what is there without it: nothing comes of it when it is done late, after the entry was made and removed. */
  #create(): Observable<unknown> {
    const first = firstRecord(this.#codec);
    this.#record = undefined;
    return this.#entry.putIfAbsent(first.bytes).pipe(
      tap(value => (this.#record = value === null ? first : decodeRecord(this.#codec, value))),
      catchError((error: unknown) => (isRefusal(error) ? throwError(() => error) : this.#again())),
      concatMap(() => this.#begin()),
    );
  }

  #send(write: RegisterWrite<S>): Observable<unknown> {
    this.#write = write;
    this.#record = undefined;
    write.sent(true);
    return this.#entry.replaceIfSame(write.base.bytes, write.next.bytes).pipe(
      map(replaced => (replaced ? this.#written(write, write.next) : this.#denied(write))),
      catchError((error: HazelcastError) => this.#unanswered(write, error)),
    );
  }

  #written(write: RegisterWrite<S>, record: RegisterRecord<S>): void {
    this.#write = undefined;
    this.#record = record;
    this.#inVain = 0;
    write.applied.tell();
  }

  #denied(write: RegisterWrite<S>): void {
    this.#inVain++;
    write.denials++;
    if (!write.uncertain) write.sent(false);
  }

  #unanswered(write: RegisterWrite<S>, error: HazelcastError): Observable<never> {
    if (!isRefusal(error)) {
      write.uncertain = true;
      return this.#again();
    }
    this.#write = undefined;
    write.fail(write.uncertain ? unknownOutcome(`when it was sent again: ${error.reason}`, error) : error);
    return EMPTY;
  }

  /** Whether it is over with this write, by the record that is known now. Else it is to be sent again. */
  #settled(write: RegisterWrite<S>): boolean {
    const record = this.#record ?? null;
    const verdict = write.verdict(record);
    if (verdict === 'again' && write.changes.length > 0) return false;
    if (verdict === 'written') {
      this.#written(write, record!);
      return true;
    }
    this.#write = undefined;
    if (typeof verdict !== 'string') write.fail(verdict);
    else {
      write.sent(false);
      this.#waiting = new Set([...write.changes, ...this.#waiting]);
    }
    return true;
  }

  /** No request can be made. */
  #failAll(error: unknown): void {
    const all = [...this.#pending];
    this.#pending.clear();
    this.#waiting.clear();
    this.#record = undefined;
    this.#stop();
    for (const pending of all) pending.subscriber.error(error);
  }
}
