import type { DataCodec } from '@hazelrx/protocol';
import type { Router } from '../invocation/route.js';

/** Requests of one call under way at a time, where it is one a partition. */
export const PARALLELISM = 64;

/**
 * Sorts items by the partition of their key. Only once connected: the cluster decides how many partitions there are.
 * The keys are serialized once more when they are sent, which is cheaper than to keep a blob of each.
 */
export function groupByPartition<T>(
  router: Router,
  items: Iterable<T>,
  keyOf: (item: T) => unknown,
  codec: DataCodec | undefined,
): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const partition = router.ofKey(keyOf(item), codec);
    const group = groups.get(partition);
    if (group) group.push(item);
    else groups.set(partition, [item]);
  }
  return groups;
}
