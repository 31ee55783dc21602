import {
  type AnyOperation,
  encodeRequest,
  PARTITION_OFFSET,
  partitionHash,
  partitionId,
  type RequestOf,
  Serialization,
  Writer,
} from '@hazelrx/protocol';
import { mapAddEntryListener, mapGet, mapGetAll, mapPutAll, mapSet, mapValues } from '@hazelrx/protocol/operations';
import { ENTRIES, keyOf, KEYS, LARGE_KEY, LARGE_MAP, MAP, valueOf } from '../entries.js';
import type { Request } from '../works.js';

const CONFIGURED_TTL = -1;
/** In place of a partition. */
const ANY_MEMBER = -1;
const ADDED_AND_UPDATED = 1 | 4;
const serialization = new Serialization();

/** All requests of a work, in the order in which they are sent, again and again; correlation ids are to be set. */
export function requestFrames(request: Request, partitionCount: number): Uint8Array[] {
  const inOrder = KEYS.map((_, operation) => operation);
  switch (request) {
    case 'get':
      return inOrder.map(operation => getOf(MAP, keyOf(operation), partitionCount));
    case 'set':
      return inOrder.map(operation =>
        frame(
          mapSet,
          { name: MAP, key: keyOf(operation), value: valueOf(operation), threadId: 0, ttl: CONFIGURED_TTL },
          partitionOf(keyOf(operation), partitionCount),
        ),
      );
    case 'getAll':
      return Array.from(
        byPartition(KEYS, key => key, partitionCount),
        ([partition, keys]) => frame(mapGetAll, { name: MAP, keys }, partition),
      );
    case 'getLarge':
      return [getOf(LARGE_MAP, LARGE_KEY, partitionCount)];
    case 'putAll':
      return Array.from(
        byPartition(ENTRIES, ([key]) => key, partitionCount),
        ([partition, entries]) => frame(mapPutAll, { name: MAP, entries, triggerMapLoader: true }, partition),
      );
    case 'values':
      return [frame(mapValues, { name: MAP }, ANY_MEMBER)];
    case 'lock':
    case 'iterate':
      throw new TypeError(`${request} needs answers that are looked at`);
  }
}

export function listenerFrame(): Uint8Array {
  return frame(
    mapAddEntryListener,
    { name: MAP, includeValue: true, listenerFlags: ADDED_AND_UPDATED, localOnly: false },
    ANY_MEMBER,
  );
}

function getOf(name: string, key: string, partitionCount: number): Uint8Array {
  return frame(mapGet, { name, key, threadId: 0 }, partitionOf(key, partitionCount));
}

function frame<O extends AnyOperation>(operation: O, request: RequestOf<O>, partition: number): Uint8Array {
  const writer = new Writer(serialization);
  encodeRequest(operation, writer, request);
  writer.view.setInt32(PARTITION_OFFSET, partition, true);
  return writer.copy();
}

function partitionOf(key: string, partitionCount: number): number {
  const { bytes } = serialization.toData(key);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return partitionId(partitionHash(bytes, view, 0, bytes.length), partitionCount);
}

function byPartition<T>(items: readonly T[], keyOf: (item: T) => string, partitionCount: number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const partition = partitionOf(keyOf(item), partitionCount);
    const group = groups.get(partition);
    if (group) group.push(item);
    else groups.set(partition, [item]);
  }
  return groups;
}
