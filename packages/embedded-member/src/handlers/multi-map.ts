// MultiMap: values by key, locks, listeners.
import type { Cluster, Service } from '../cluster.js';
import { expireLock, free, planEnd } from '../locks/key-locks.js';
import { multiMapAllHandlers } from '../multi-map/multi-map-all.js';
import { multiMapEntryHandlers } from '../multi-map/multi-map-entries.js';
import { multiMapListenerHandlers } from '../multi-map/multi-map-events.js';
import { MultiMapKey } from '../multi-map/multi-map-key.js';
import { multiMaps } from '../multi-map/multi-map-store.js';

/** The keys that are locked, there or not. */
function* lockedKeys(cluster: Cluster): Iterable<MultiMapKey> {
  for (const [name, { locks }, partition] of multiMaps.all(cluster))
    for (const { key } of locks.values()) yield new MultiMapKey(cluster, name, key, partition);
}

export const multiMapService: Service = {
  handlers: [...multiMapEntryHandlers, ...multiMapAllHandlers, ...multiMapListenerHandlers],
  tick(cluster) {
    for (const key of lockedKeys(cluster)) expireLock(key);
  },
  clientGone(cluster, client) {
    for (const key of lockedKeys(cluster)) if (key.lock?.owner.equals(client)) free(key);
  },
  destroyed(cluster, service, name) {
    if (service !== multiMaps.service) return;
    multiMaps.destroyed(cluster, name);
    for (const key of lockedKeys(cluster)) if (key.name === name) key.lock?.forget?.();
  },
  forked(side) {
    for (const key of lockedKeys(side)) planEnd(key);
  },
  /** As `PutIfAbsentMergePolicy`, the default of members: the values of keys that the other side has not. */
  merged(from, into) {
    for (const [name, { entries }] of multiMaps.all(from)) {
      for (const { key, values } of entries.values()) {
        const at = new MultiMapKey(into, name, key);
        if (at.values) continue;
        for (const value of values) at.add(value);
      }
    }
  },
};
