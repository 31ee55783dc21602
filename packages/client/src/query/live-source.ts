// What a live view is made from: events that are not read yet, and reads of what may have been missed.
import type { Data } from '@hazelrx/protocol';
import type { Observable } from 'rxjs';
import type { LiveCause } from './live-change.js';

/** A key or value as it lies in a message: to be used before the next message comes. */
export interface Told<T> {
  /** The serialized form, without the partition's hash: what tells keys and values apart. */
  readonly form: string;
  /** Whether that is the form, without making one. */
  is(form: string): boolean;
  /** Throws an `UnknownSchemaError` where it cannot be read yet. */
  read(): T;
  /** A copy. */
  data(): Data;
}

/** An event of one entry. */
export interface EntryTold<K, V> {
  readonly type: 'entry';
  readonly key: Told<K>;
  readonly partition: number;
  /** Null: the entry is not in the view now. */
  readonly value: Told<V> | null;
  /** Null where it is not known. */
  readonly oldValue: Told<V> | null;
  /** Told by the member that owns the partition, as far as this client knows. */
  readonly isOwners: boolean;
}

export type LiveSignal<K, V> =
  | EntryTold<K, V>
  /** All registrations are on all members: what happens from now on is told. */
  | { readonly type: 'listening' }
  /** Events of these partitions may have been missed, or may come in another order than they happened. */
  | { readonly type: 'broken'; readonly cause: LiveCause; readonly partitions: readonly number[] };

/** An entry that was read. */
export interface Found<K, V> {
  readonly partition: number;
  readonly keyForm: string;
  readonly key: K;
  readonly valueForm: string;
  readonly value: V;
}

/** A part of what was asked for. */
export interface LivePage<K, V> {
  readonly entries: readonly Found<K, V>[];
  /** Partitions of which all entries have been brought, with these. */
  readonly partitions: readonly number[];
  /** Keys that are answered with these: what is not among the entries is absent. */
  readonly keys: readonly MarkedKey[];
}

export interface MarkedKey {
  readonly partition: number;
  readonly form: string;
  readonly data: Data;
}

export interface LiveSource<K, V> {
  /** Asked once listening. */
  readonly partitionCount: number;
  /** Keys can be read one by one. Else their partition is. */
  readonly readsKeys: boolean;
  readonly signals$: Observable<LiveSignal<K, V>>;
  /** As `LiveSnapshot.identify`. */
  readonly identify: (key: K) => unknown;
  /** Completes when all partitions and keys were brought. */
  read(partitions: readonly number[], keys: readonly MarkedKey[]): Observable<LivePage<K, V>>;
}
