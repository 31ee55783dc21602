import {
  type AnyOperation,
  encodeRequest,
  PARTITION_OFFSET,
  partitionHash,
  partitionId,
  type RequestOf,
  Serialization,
  TopicMessage,
  Writer,
} from '@hazelrx/protocol';
import {
  mapAddEntryListener,
  mapGet,
  mapGetAll,
  mapPutAll,
  mapSet,
  mapValues,
  queueAddListener,
  queueOffer,
  queuePoll,
  ringbufferAdd,
  ringbufferReadMany,
  topicAddMessageListener,
  topicPublish,
} from '@hazelrx/protocol/operations';
import Long from 'long';
import { BATCH, QUEUE, RECORDS, RELIABLE_TOPIC_RINGBUFFER, RINGBUFFER, TOPIC } from '../collections.js';
import { ENTRIES, keyOf, KEYS, LARGE_KEY, LARGE_MAP, MAP, VALUES, valueOf } from '../entries.js';
import { CHANGES, FOLLOWED_MAP } from '../queries.js';
import type { Heard, Request } from '../works.js';

const CONFIGURED_TTL = -1;
/** In place of a partition. */
const ANY_MEMBER = -1;
const ADDED_AND_UPDATED = 1 | 4;
const OR_FAIL = 1;
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
    case 'change':
      return CHANGES.flatMap(values =>
        KEYS.map((key, n) =>
          frame(
            mapSet,
            { name: FOLLOWED_MAP, key, value: values[n]!, threadId: 0, ttl: CONFIGURED_TTL },
            partitionOf(key, partitionCount),
          ),
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
    case 'offer':
    case 'poll':
    case 'ringbuffer':
    case 'publish':
    case 'tell':
      return collectionFrames(request, partitionCount);
    default:
      // Their answers must be looked at: see contestants-of.ts.
      throw new TypeError(`${request} is not for prebuilt frames`);
  }
}

type OfCollection = 'offer' | 'poll' | 'ringbuffer' | 'publish' | 'tell';

function collectionFrames(request: OfCollection, partitionCount: number): Uint8Array[] {
  const inOrder = VALUES.map((_, operation) => valueOf(operation));
  const framed = <O extends AnyOperation>(operation: O, fields: RequestOf<O> & { readonly name: string }) =>
    frame(operation, fields, partitionOf(fields.name, partitionCount));
  switch (request) {
    case 'offer':
      return inOrder.map(value => framed(queueOffer, { name: QUEUE, value, timeoutMillis: 0 }));
    case 'poll':
      return [framed(queuePoll, { name: QUEUE, timeoutMillis: 0 })];
    case 'ringbuffer': {
      const batch = { name: RINGBUFFER, minCount: 1, maxCount: BATCH, filter: null };
      const starts = Array.from({ length: RECORDS / BATCH }, (_, n) => n * BATCH);
      return starts.map(startSequence => framed(ringbufferReadMany, { ...batch, startSequence }));
    }
    case 'publish':
      return inOrder.map(value =>
        framed(ringbufferAdd, { name: RELIABLE_TOPIC_RINGBUFFER, overflowPolicy: OR_FAIL, value: topicMessage(value) }),
      );
    case 'tell':
      return inOrder.map(message => framed(topicPublish, { name: TOPIC, message }));
  }
}

function topicMessage(value: string): TopicMessage {
  return new TopicMessage(Long.fromNumber(Date.now()), null, serialization.toData(value));
}

export function listenerFrame(heard: Heard): Uint8Array {
  const localOnly = false;
  switch (heard) {
    case 'events': {
      const flags = { includeValue: true, listenerFlags: ADDED_AND_UPDATED };
      return frame(mapAddEntryListener, { name: MAP, ...flags, localOnly }, ANY_MEMBER);
    }
    case 'topic':
      return frame(topicAddMessageListener, { name: TOPIC, localOnly }, ANY_MEMBER);
    case 'offerBeside':
      return frame(queueAddListener, { name: QUEUE, includeValue: false, localOnly }, ANY_MEMBER);
    case 'live':
    case 'messages':
      throw new TypeError(`answers must be looked at for ${heard}`);
  }
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
