// One live view of a map, for all who subscribe: the entries, and what keeps them right.
//
// An event of a key's owner wins over a read that was under way as it came: if the read was newer, the events between
// the two are still to come. So events alone are enough while none is missed and all come in their order. Where that
// is not sure, entries are read again: in rounds, one at a time, each with all that came together.
import { UnknownSchemaError } from '@hazelrx/protocol';
import {
  defer,
  EMPTY,
  finalize,
  interval,
  merge,
  type Observable,
  of,
  type SchedulerLike,
  Subject,
  Subscription,
  timer,
} from 'rxjs';
import type { LiveCause, LiveChange, LiveOptions } from './live-change.js';
import { LivePartition } from './live-partition.js';
import { type LiveRound, LiveRounds } from './live-rounds.js';
import type { EntryTold, LivePage, LiveSignal, LiveSource, MarkedKey } from './live-source.js';

/** Milliseconds in which causes come together before a round begins. */
const GATHERING = 100;
/** Milliseconds after a partition was read in which events of before may come: members tell from several queues. */
export const SETTLING = 1000;
/** Causes that leave such events behind. A registration that is new tells nothing of before. */
const UNORDERED: ReadonlySet<LiveCause> = new Set(['moved', 'mapCleared', 'mapEvicted']);

/** Hot: lives from the first subscriber to the last. */
export class LiveView<K, V> {
  readonly #stream = new Subject<LiveChange<K, V>>();
  readonly #living = new Subscription();
  readonly #rounds = new LiveRounds();
  readonly #doubted = new Set<number>();
  /** Keys that are being read, without those that events have told of since. */
  readonly #asked = new Set<string>();
  /** Empty until it listens. */
  #partitions: readonly LivePartition<K, V>[] = [];
  #subscribers = 0;
  #round = 0;
  #isReading = false;
  #isReady = false;
  #isSettling = false;

  constructor(
    readonly source: LiveSource<K, V>,
    readonly options: LiveOptions,
    readonly scheduler: SchedulerLike,
    /** It has ended: whoever subscribes from now on needs another one. */
    readonly onEnd: () => void,
  ) {}

  /** The entries, as soon as they are known, then every change. */
  changes(): Observable<LiveChange<K, V>> {
    const now$ = defer(() => {
      if (this.#subscribers++ === 0) this.#begin();
      return this.#isReady ? of(this.#snapshot) : EMPTY;
    });
    return merge(this.#stream, now$).pipe(
      finalize(() => {
        if (--this.#subscribers === 0) this.#end();
      }),
    );
  }

  #begin(): void {
    const { source, options, scheduler } = this;
    const error = (reason: unknown): void => this.#fail(reason);
    this.#living.add(source.signals$.subscribe({ next: signal => this.#take(signal), error }));
    if (options.verifyEvery === undefined) return;
    const due$ = interval(options.verifyEvery, scheduler);
    this.#living.add(due$.subscribe(() => this.#break('verify', [...this.#partitions.keys()])));
  }

  #end(): void {
    if (this.#living.closed) return;
    this.#living.unsubscribe();
    this.onEnd();
  }

  /** Ends first: who subscribes again at once must not find what has failed. */
  #fail(error: unknown): void {
    this.#end();
    this.#stream.error(error);
  }

  get #snapshot(): LiveChange<K, V> {
    const entries = this.#partitions.flatMap(({ entries }) =>
      Array.from(entries.values(), ({ key, value }) => [key, value] as const),
    );
    return { type: 'snapshot', entries, identify: this.source.identify };
  }

  #take(signal: LiveSignal<K, V>): void {
    if (this.#partitions.length === 0) {
      if (signal.type === 'listening') this.#listen();
    } else if (signal.type === 'entry') this.#told(signal);
    else if (signal.type === 'broken') this.#break(signal.cause, signal.partitions);
  }

  /** All that happens from now on is told: reads what there is. */
  #listen(): void {
    const tell = (change: LiveChange<K, V>): void => {
      if (this.#isReady) this.#stream.next(change);
    };
    this.#partitions = Array.from({ length: this.source.partitionCount }, () => new LivePartition<K, V>(tell));
    this.#isReading = true;
    this.#read({ causes: [], partitions: [...this.#partitions.keys()], keys: [] });
  }

  #told(event: EntryTold<K, V>): void {
    const partition = this.#partitions[event.partition]!;
    const { form } = event.key;
    if (!event.isOwners) return this.#mark('foreign', event, form);
    try {
      const contradicts = partition.told(event, form);
      this.#asked.delete(form);
      if (contradicts) this.#mark('contradiction', event, form);
    } catch (error) {
      if (error instanceof UnknownSchemaError) this.#mark('unread', event, form);
      else this.#fail(error);
    }
  }

  #mark(cause: LiveCause, { partition, key }: EntryTold<K, V>, form: string): void {
    if (!this.#rounds.hasKey(form)) this.#add(cause, { partition, form, data: key.data() });
  }

  #add(cause: LiveCause, key: MarkedKey): void {
    if (this.source.readsKeys) this.#rounds.addKey(cause, key);
    else this.#rounds.addPartition(cause, key.partition);
    this.#awaitRound();
  }

  #break(cause: LiveCause, partitions: readonly number[]): void {
    for (const id of partitions) {
      this.#rounds.addPartition(cause, id);
      if (!UNORDERED.has(cause)) continue;
      this.#partitions[id]!.doubt = { keys: new Map(), until: Infinity };
      this.#doubted.add(id);
    }
    this.#awaitRound();
  }

  #awaitRound(): void {
    if (this.#isReading || this.#rounds.isEmpty) return;
    this.#isReading = true;
    this.#later(GATHERING, () => this.#read(this.#rounds.take()));
  }

  /** Leaves nothing behind: a view has many rounds. */
  #later(millis: number, act: () => void): void {
    this.#living.add(timer(millis, this.scheduler).subscribe(act));
  }

  #read(round: LiveRound): void {
    this.#round++;
    let differences = 0;
    for (const id of round.partitions) {
      const partition = this.#partitions[id]!;
      partition.touched = new Set();
      partition.doubt?.keys.clear();
    }
    for (const { form } of round.keys) this.#asked.add(form);
    const reading = this.source.read(round.partitions, round.keys).subscribe({
      next: page => (differences += this.#apply(page)),
      error: (error: unknown) => this.#fail(error),
      complete: () => this.#readAll(round, differences),
    });
    this.#living.add(reading);
  }

  /** What was read, but for what events have told of meanwhile. How many differences that brings. */
  #apply({ entries, partitions, keys }: LivePage<K, V>): number {
    let differences = 0;
    const asked = this.#asked;
    for (const entry of entries) {
      const { touched } = this.#partitions[entry.partition]!;
      const counts = touched ? !touched.has(entry.keyForm) : asked.delete(entry.keyForm);
      if (counts && this.#partitions[entry.partition]!.found(entry, this.#round)) differences++;
    }
    for (const id of partitions) differences += this.#partitions[id]!.readAll(this.#round);
    for (const { form, partition } of keys) {
      if (asked.delete(form) && this.#partitions[partition]!.remove(form)) differences++;
    }
    return differences;
  }

  #readAll({ causes, partitions, keys }: LiveRound, differences: number): void {
    this.#isReading = false;
    if (!this.#isReady) {
      this.#isReady = true;
      this.#stream.next(this.#snapshot);
    } else {
      this.#report({ causes, partitions: partitions.length, keys: keys.length, differences });
    }
    const now = this.scheduler.now();
    for (const id of partitions) {
      const { doubt } = this.#partitions[id]!;
      if (doubt && !this.#rounds.awaits(id)) doubt.until = now + SETTLING;
    }
    this.#awaitSettling();
    this.#awaitRound();
  }

  #report(resync: Parameters<NonNullable<LiveOptions['onResync']>>[0]): void {
    try {
      this.options.onResync?.(resync);
    } catch (error) {
      this.#fail(error);
    }
  }

  #awaitSettling(): void {
    if (this.#isSettling || this.#doubted.size === 0) return;
    this.#isSettling = true;
    this.#later(SETTLING, () => this.#settle());
  }

  /** Events may be believed again. Those that came before may have been late: looks at their keys once more. */
  #settle(): void {
    this.#isSettling = false;
    const now = this.scheduler.now();
    for (const id of this.#doubted) {
      const { keys, until } = this.#partitions[id]!.doubt!;
      if (until > now) continue;
      this.#doubted.delete(id);
      this.#partitions[id]!.doubt = undefined;
      for (const [form, data] of keys) this.#add('late', { partition: id, form, data });
    }
    this.#awaitSettling();
  }
}
