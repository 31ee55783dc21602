// What a live view tells, and what can be asked of it.

/**
 * What a view was, or how it changed. A key of the view is one JavaScript value for as long as it is in it: that of the
 * snapshot, or of the first `put`, also where keys are objects.
 */
export type LiveChange<K, V> =
  | LiveSnapshot<K, V>
  /** The entry is new (`oldValue` is null) or has another value. */
  | { readonly type: 'put'; readonly key: K; readonly value: V; readonly oldValue: V | null }
  /** The entry is gone, or does not match any more. */
  | { readonly type: 'remove'; readonly key: K; readonly oldValue: V };

/** All entries there are: the first that a subscriber is told, and never again. */
export interface LiveSnapshot<K, V> {
  readonly type: 'snapshot';
  readonly entries: readonly (readonly [K, V])[];
  /** Tells keys apart as the cluster does: equal for keys whose serialized form is equal. For maps of one's own. */
  readonly identify: (key: K) => unknown;
}

/**
 * Why entries were read again. `gap`: a member was out of reach, or has left, and may have
 * told something meanwhile.
 * `moved`: their partition has another owner. `mapCleared`, `mapEvicted`: events without an order to those of the entries.
 * `foreign`: an event of a member that does not own the key. `contradiction`: an event whose old value was not the view's.
 * `unread`: an event whose schema was not known here. `late`: events soon after something that breaks their order.
 * `verify`: it was time for it.
 */
export type LiveCause =
  'gap' | 'moved' | 'mapCleared' | 'mapEvicted' | 'foreign' | 'contradiction' | 'unread' | 'late' | 'verify';

/** One re-synchronisation: entries that were read again, and compared with the view. */
export interface LiveResync {
  /** All that came together are one re-synchronisation. */
  readonly causes: readonly LiveCause[];
  /** Partitions that were read whole. */
  readonly partitions: number;
  /** Keys that were read one by one. */
  readonly keys: number;
  /** Changes of the view that came of it. */
  readonly differences: number;
}

export interface LiveOptions {
  /** Milliseconds between two comparisons of the whole view with the map, for the wary. Default never. */
  readonly verifyEvery?: number;
  /** Called after each re-synchronisation. What it throws ends the view. */
  readonly onResync?: (resync: LiveResync) => void;
}
