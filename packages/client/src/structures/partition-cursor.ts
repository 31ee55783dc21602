/** Where an iteration over the entries of a map is: the partition, and how far it came in the member's hash table. */
export interface PartitionCursor {
  readonly partition: number;
  /** Pairs of index and table size, from the table's end to its start; one more each time the table was resized meanwhile. */
  readonly iterationPointers: readonly (readonly [number, number])[];
}

/** From the end of a table, whatever its size. */
const START = [[2 ** 31 - 1, -1]] as const;

const END = [-1] as const;

export function partitionStart(partition: number): PartitionCursor {
  return { partition, iterationPointers: START };
}

/** Where to go on: a member tells that a partition is at its end by an index below 0. Undefined after the last one. */
export function nextCursor(
  partition: number,
  reached: PartitionCursor['iterationPointers'],
  partitions: number,
): PartitionCursor | undefined {
  const [index] = reached.at(-1) ?? END;
  if (index >= 0) return { partition, iterationPointers: reached };
  return partition + 1 < partitions ? partitionStart(partition + 1) : undefined;
}
