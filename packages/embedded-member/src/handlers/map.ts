// Map: entries and their times, locks, listeners, iteration, queries. No stores.
import type { Cluster, Service } from '../cluster.js';
import { expireLock, free, planEnd } from '../locks/key-locks.js';
import { allHandlers } from '../map/map-all.js';
import { entryHandlers } from '../map/map-entries.js';
import { listenerHandlers, publishEntry } from '../map/map-events.js';
import { expiresAt, MapKey } from '../map/map-key.js';
import { mapLockHandlers } from '../map/map-locks.js';
import { queryHandlers } from '../map/map-queries.js';
import { maps } from '../map/map-store.js';

/** The keys that are locked, there or not. */
function* lockedKeys(cluster: Cluster): Iterable<MapKey> {
  for (const [name, { locks }, partition] of maps.all(cluster))
    for (const { key } of locks.values()) yield new MapKey(cluster, name, key, partition);
}

export const mapService: Service = {
  handlers: [...entryHandlers, ...mapLockHandlers, ...allHandlers, ...queryHandlers, ...listenerHandlers],
  tick(cluster) {
    for (const [name, { records }, partition] of maps.all(cluster))
      for (const record of records.values())
        if (expiresAt(record) <= cluster.now) new MapKey(cluster, name, record.key, partition).remove('expired');
    for (const key of lockedKeys(cluster)) expireLock(key);
  },
  clientGone(cluster, client) {
    for (const key of lockedKeys(cluster)) if (key.lock?.owner.equals(client)) free(key);
  },
  destroyed(cluster, service, name) {
    if (service !== maps.service) return;
    maps.destroyed(cluster, name);
    for (const key of lockedKeys(cluster)) if (key.name === name) key.lock?.forget?.();
  },
  forked(side) {
    for (const key of lockedKeys(side)) planEnd(key);
  },
  /** As `PutIfAbsentMergePolicy`, the default of members: listeners hear of each entry, kept or put. */
  merged(from, into) {
    for (const [name, { records }] of maps.all(from)) {
      for (const record of records.values()) {
        if (expiresAt(record) <= into.now) continue;
        const at = new MapKey(into, name, record.key);
        const kept = at.record?.value;
        if (kept) publishEntry(at, 'merged', { value: kept, oldValue: kept });
        else at.merge(record);
      }
    }
  },
};
