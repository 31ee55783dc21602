import type { ResponseOf } from '@hazelrx/protocol';
import type { mapGetEntryView } from '@hazelrx/protocol/operations';
import type Long from 'long';

/**
 * An entry with its times and statistics, in milliseconds and milliseconds since 1970. Those that the map does not keep
 * for each entry (`per-entry-stats-enabled`) are −1; for ever is 2⁶³ − 1.
 */
export interface EntryView<K, V> {
  readonly key: K;
  readonly value: V;
  /** Bytes on the member. */
  readonly cost: Long;
  readonly creationTime: Long;
  readonly expirationTime: Long;
  readonly hits: Long;
  readonly lastAccessTime: Long;
  readonly lastStoredTime: Long;
  readonly lastUpdateTime: Long;
  /** Changes since the entry was made. */
  readonly version: Long;
  readonly ttl: Long;
  readonly maxIdle: Long;
}

/** Null for an entry that is absent. */
export function entryView<K, V>({ response, maxIdle }: ResponseOf<typeof mapGetEntryView>): EntryView<K, V> | null {
  return response && ({ ...response, maxIdle } as EntryView<K, V>);
}
