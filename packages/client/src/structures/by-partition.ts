import type { Data } from '@hazelrx/protocol';
import type { Router } from '../invocation/route.js';

/**
 * Sorts entries by the partition of their key, each key serialized once on the way. Only once connected: the cluster
 * decides how many partitions there are.
 */
export function groupByPartition<T>(
  router: Router,
  entries: Iterable<readonly [unknown, T]>,
): Map<number, [Data, T][]> {
  const groups = new Map<number, [Data, T][]>();
  for (const [key, value] of entries) {
    const { data, partition } = router.place(key);
    const group = groups.get(partition);
    if (group) group.push([data, value]);
    else groups.set(partition, [[data, value]]);
  }
  return groups;
}
