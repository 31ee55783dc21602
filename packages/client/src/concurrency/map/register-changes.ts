// The changes that one client makes to one register: together, one write after the other.
import type Long from 'long';
import type { Observable, Observer, Subscription } from 'rxjs';
import type { HazelcastError } from '../../errors.js';
import type { Core } from '../../structures/structure.js';
import { pause } from '../pause.js';
import { isFinal, isRefusal, type RegisterEntry } from './register-entry.js';
import { RegisterQueue } from './register-queue.js';
import { randomLong, RegisterRecord, type StateCodec } from './register-record.js';
import { type PendingChange, RegisterWrite, unknownOutcome } from './register-write.js';

/** The longest pause after a lost race, in milliseconds; the first ones are up to 2, 4, 8 … */
const LONGEST_PAUSE = 128;

type RegisterRequests = Pick<RegisterEntry, 'get' | 'putIfAbsent' | 'replaceIfSame' | 'toData'>;

/** What is asked for, and answered, one after the other: the record, the first record of an entry, a write; or a pause. */
type Asked = 'record' | 'first' | 'write' | 'pause';

/**
 * All changes that wait become one write.
 *
 * Why none is made twice: a write replaces the very record it was made from. No record ever comes back: each has the id
 * of its write, which is sent with no other bytes, or it is the first of an entry, which nobody else has made. So a write
 * whose answer was lost may be done as long as the record it was made from is there, but only once, and never after that
 * record was replaced. Until then it is sent again as it is; after that the record, which remembers the last write of each
 * client, tells whether it was this one; if not, its changes are made to what is there now. Also what a member answers
 * with no is looked at like that: another member may have done it, and died before it could say so.
 *
 * By hand, not of operators: it is the observer of its own requests, since a write costs little more than they do.
 */
export class RegisterChanges<S> implements Observer<unknown> {
  readonly #core: Pick<Core, 'router' | 'scheduler' | 'ended$'>;
  readonly #entry: RegisterRequests;
  readonly #codec: StateCodec<S>;
  readonly #writer: Long = randomLong();
  readonly #onSent = (): void => void (this.#write!.sent = true);
  readonly #queue = new RegisterQueue<S>();
  /** As it was when it was last seen; null for no entry, undefined where it has to be read. */
  #record: RegisterRecord<S> | null | undefined;
  /** Memory for the next one. */
  #spare: RegisterRecord<S> | undefined;
  /** On its way, or of unknown outcome. */
  #write: RegisterWrite<S> | undefined;
  #writes = 0;
  /** Races lost, and requests failed, one after the other. */
  #inVain = 0;
  /** Since the last pause. */
  #unlucky = false;
  /** `works`: between two requests, while callers are told. */
  #state: 'rests' | 'asks' | 'works' = 'rests';
  #asked: Asked = 'record';
  #answer: unknown;
  #asking: Subscription | undefined;

  constructor(core: Pick<Core, 'router' | 'scheduler' | 'ended$'>, entry: RegisterRequests, codec: StateCodec<S>) {
    this.#core = core;
    this.#entry = entry;
    this.#codec = codec;
  }

  /** Does it now, or with the next write. */
  make(pending: PendingChange<S>): void {
    this.#queue.add(pending);
    if (this.#state !== 'rests') return;
    this.#inVain = 0;
    this.#go();
  }

  /** Nobody waits for it any more. It is not done, unless it was sent. */
  leave(pending: PendingChange<S>): void {
    this.#queue.leave(pending);
    if (this.#queue.size > 0 || this.#state !== 'asks') return;
    this.#asking?.unsubscribe();
    if (this.#asked === 'first') this.#record = undefined;
    this.#rest();
  }

  /** The entry is not what it was. */
  forget(): void {
    if (!this.#write) this.#record = undefined;
  }

  #rest(): void {
    this.#state = 'rests';
    this.#unlucky = false;
    // What is on its way may be written or not: the next write begins with a look.
    if (this.#write) this.#record = this.#write = undefined;
  }

  #ask(asked: Asked, request$: Observable<unknown>): void {
    this.#asked = asked;
    this.#state = 'asks';
    const asking = request$.subscribe(this);
    // It may have failed at once, and another one may be on its way.
    if (!asking.closed) this.#asking = asking;
  }

  next(answer: unknown): void {
    this.#answer = answer;
  }

  complete(): void {
    this.#state = 'works';
    const answer = this.#answer;
    this.#answer = undefined;
    try {
      this.#answered(answer);
    } catch (error) {
      this.#failAll(error);
    }
    this.#go();
  }

  error(error: HazelcastError): void {
    this.#state = 'works';
    this.#failed(error);
    this.#go();
  }

  #answered(answer: unknown): void {
    switch (this.#asked) {
      case 'record':
        this.#record = answer === null ? null : RegisterRecord.read(this.#codec, this.#entry.toData, answer);
        return;
      case 'first':
        if (answer !== null) this.#record = RegisterRecord.read(this.#codec, this.#entry.toData, answer);
        return;
      case 'write':
        return answer === true ? this.#acknowledged(this.#write!) : this.#denied(this.#write!);
      case 'pause':
    }
  }

  #failed(error: HazelcastError): void {
    const asked = this.#asked;
    if (asked === 'write') return this.#unanswered(this.#write!, error);
    if (asked === 'first') this.#record = undefined;
    const isOver = asked === 'record' ? isFinal(error) : asked === 'pause' || isRefusal(error);
    if (isOver) this.#failAll(error);
    else this.#again();
  }

  #again(): void {
    this.#inVain++;
    this.#unlucky = true;
  }

  /** The next request, where one is needed. */
  #go(): void {
    this.#state = 'works';
    try {
      this.#step();
    } catch (error) {
      this.#failAll(error);
      this.#step();
    }
  }

  #step(): void {
    if (this.#queue.size === 0) return this.#rest();
    if (this.#unlucky) return this.#pause();
    if (this.#record === undefined) return this.#look();
    const write = this.#write;
    if (!write) return this.#begin(this.#record);
    if (!this.#settled(write, this.#record)) return this.#send(write);
    this.#step();
  }

  #pause(): void {
    this.#unlucky = false;
    const millis = this.#core.router.random() * Math.min(2 ** this.#inVain, LONGEST_PAUSE);
    this.#ask('pause', pause(millis, this.#core));
  }

  #look(): void {
    this.#queue.see();
    for (const pending of this.#write?.changes ?? []) pending.seen = true;
    this.#ask('record', this.#entry.get());
  }

  #begin(record: RegisterRecord<S> | null): void {
    const changes = this.#queue.take();
    const before = record ? record.state : this.#codec.initial;
    let state = before;
    let isChanged = false;
    for (const pending of changes) {
      state = pending.apply(state);
      isChanged ||= pending.writes;
    }
    if (!isChanged) return this.#unchanged(changes);
    if (!record) return this.#create(changes);
    const id = { writer: this.#writer, number: ++this.#writes };
    const next = record.next(this.#codec, id, state, { toData: this.#entry.toData, spare: this.#spare });
    this.#spare = undefined;
    this.#send(new RegisterWrite(id, record, next, changes));
  }

  /** What does not write has to have seen the record as it is now. */
  #unchanged(changes: readonly PendingChange<S>[]): void {
    const unseen = changes.filter(({ seen }) => !seen);
    this.#queue.putBack(unseen);
    if (unseen.length > 0) this.#record = undefined;
    this.#inVain = 0;
    this.#queue.tell(changes.filter(({ seen }) => seen));
    this.#step();
  }

  /** With what is there without it: nothing comes of it when it is done late, after the entry was made and removed. */
  #create(changes: readonly PendingChange<S>[]): void {
    this.#queue.putBack(changes);
    const first = RegisterRecord.first(this.#codec, this.#entry.toData);
    this.#record = first;
    this.#ask('first', this.#entry.putIfAbsent(first.blob));
  }

  #send(write: RegisterWrite<S>): void {
    this.#write = write;
    this.#record = undefined;
    this.#ask('write', this.#entry.replaceIfSame(write.base.blob, write.next.blob, this.#onSent));
  }

  #acknowledged(write: RegisterWrite<S>): void {
    this.#spare = write.base;
    this.#written(write, write.next);
  }

  #written(write: RegisterWrite<S>, record: RegisterRecord<S>): void {
    this.#write = undefined;
    this.#record = record;
    this.#inVain = 0;
    this.#queue.tell(write.changes);
  }

  #denied(write: RegisterWrite<S>): void {
    this.#again();
    write.denials++;
  }

  #unanswered(write: RegisterWrite<S>, error: HazelcastError): void {
    if (!isRefusal(error)) {
      write.uncertain ||= write.sent;
      return this.#again();
    }
    this.#write = undefined;
    const told = write.uncertain ? unknownOutcome(`when it was sent again: ${error.reason}`, error) : error;
    this.#queue.fail(write.changes, told);
  }

  /** Whether it is over with this write, by the record that is known now. Else it is to be sent again. */
  #settled(write: RegisterWrite<S>, record: RegisterRecord<S> | null): boolean {
    const verdict = write.verdict(record);
    // A member has said that it was not done, and was not wrong.
    if (verdict === 'again' && !write.uncertain) write.sent = false;
    if (verdict === 'again' && write.isWanted) return false;
    if (verdict === 'written') {
      this.#written(write, record!);
      return true;
    }
    this.#write = undefined;
    if (typeof verdict === 'string') this.#queue.putBack(write.changes);
    else this.#queue.fail(write.changes, verdict);
    return true;
  }

  /** No request can be made. */
  #failAll(error: unknown): void {
    const written = this.#write?.changes ?? [];
    this.#record = this.#write = undefined;
    this.#queue.failAll(written, error);
  }
}
