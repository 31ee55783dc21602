import { defer, map, type OperatorFunction } from 'rxjs';
import type { LiveChange } from './live-change.js';
import { LiveCollection, LiveEntries } from './live-collection.js';

/**
 * The entries of a live view as a map, emitted with the snapshot and with every change. A change costs the same however
 * many entries there are: what is emitted is a new object each time, so that Angular and React see that something has
 * changed, but all of one subscription look at the same entries, those of now. Copy it (`new Map(collection)`) to keep
 * what was.
 *
 * Keys that are objects are found by their serialized form: `get` takes any object that the cluster would take for the
 * same key. Entries are in the order in which they came into the view.
 */
export function toCollection<K, V>(): OperatorFunction<LiveChange<K, V>, ReadonlyMap<K, V>> {
  return changes$ =>
    defer(() => {
      const entries = new LiveEntries<K, V>();
      return changes$.pipe(
        map(change => {
          if (change.type === 'snapshot') {
            entries.clear();
            entries.identify = change.identify;
            for (const [key, value] of change.entries) entries.set(key, value);
          } else if (change.type === 'put') entries.set(change.key, change.value);
          else entries.delete(change.key);
          return new LiveCollection(entries);
        }),
      );
    });
}
