import {
  boolean,
  data,
  entryList,
  int,
  keyData,
  list,
  long,
  nullable,
  nullableUuid,
  string,
  uuid,
  valueData,
} from '../wire/field.js';
import { op } from '../wire/operation.js';
import { replicatedMapEntryViewHolder } from './types.js';

export const replicatedMapPut = /* @__PURE__ */ op(0x0d0100, 'ReplicatedMap.put', () => ({
  route: 'key',
  untoldBackups: true,
  request: { name: string, key: keyData, value: valueData, ttl: long },
  response: { response: nullable(valueData) },
}));

export const replicatedMapSize = /* @__PURE__ */ op(0x0d0200, 'ReplicatedMap.size', () => ({
  retryable: true,
  route: 'random',
  request: { name: string },
  response: { response: int },
}));

export const replicatedMapIsEmpty = /* @__PURE__ */ op(0x0d0300, 'ReplicatedMap.isEmpty', () => ({
  retryable: true,
  route: 'random',
  request: { name: string },
  response: { response: boolean },
}));

export const replicatedMapContainsKey = /* @__PURE__ */ op(0x0d0400, 'ReplicatedMap.containsKey', () => ({
  retryable: true,
  route: 'key',
  request: { name: string, key: keyData },
  response: { response: boolean },
}));

export const replicatedMapContainsValue = /* @__PURE__ */ op(0x0d0500, 'ReplicatedMap.containsValue', () => ({
  retryable: true,
  route: 'random',
  request: { name: string, value: valueData },
  response: { response: boolean },
}));

export const replicatedMapGet = /* @__PURE__ */ op(0x0d0600, 'ReplicatedMap.get', () => ({
  retryable: true,
  route: 'key',
  request: { name: string, key: keyData },
  response: { response: nullable(valueData) },
}));

export const replicatedMapRemove = /* @__PURE__ */ op(0x0d0700, 'ReplicatedMap.remove', () => ({
  route: 'key',
  untoldBackups: true,
  request: { name: string, key: keyData },
  response: { response: nullable(valueData) },
}));

export const replicatedMapPutAll = /* @__PURE__ */ op(0x0d0800, 'ReplicatedMap.putAll', () => ({
  request: { name: string, entries: entryList(keyData, valueData) },
  response: {},
}));

export const replicatedMapClear = /* @__PURE__ */ op(0x0d0900, 'ReplicatedMap.clear', () => ({
  request: { name: string },
  response: {},
}));

export const replicatedMapRemoveEntryListener = /* @__PURE__ */ op(
  0x0d0e00,
  'ReplicatedMap.removeEntryListener',
  () => ({
    retryable: true,
    request: { name: string, registrationId: uuid },
    response: { response: boolean },
  }),
);

export const replicatedMapAddEntryListenerToKeyWithPredicate = /* @__PURE__ */ op(
  0x0d0a00,
  'ReplicatedMap.addEntryListenerToKeyWithPredicate',
  () => ({
    removedBy: replicatedMapRemoveEntryListener,
    request: { name: string, key: keyData, predicate: data, localOnly: boolean },
    response: { response: uuid },
    events: {
      Entry: {
        key: nullable(keyData),
        value: nullable(valueData),
        oldValue: nullable(valueData),
        mergingValue: nullable(valueData),
        eventType: int,
        uuid: uuid,
        numberOfAffectedEntries: int,
      },
    },
  }),
);

export const replicatedMapAddEntryListenerWithPredicate = /* @__PURE__ */ op(
  0x0d0b00,
  'ReplicatedMap.addEntryListenerWithPredicate',
  () => ({
    removedBy: replicatedMapRemoveEntryListener,
    request: { name: string, predicate: data, localOnly: boolean },
    response: { response: uuid },
    events: {
      Entry: {
        key: nullable(keyData),
        value: nullable(valueData),
        oldValue: nullable(valueData),
        mergingValue: nullable(valueData),
        eventType: int,
        uuid: uuid,
        numberOfAffectedEntries: int,
      },
    },
  }),
);

export const replicatedMapAddEntryListenerToKey = /* @__PURE__ */ op(
  0x0d0c00,
  'ReplicatedMap.addEntryListenerToKey',
  () => ({
    removedBy: replicatedMapRemoveEntryListener,
    request: { name: string, key: keyData, localOnly: boolean },
    response: { response: uuid },
    events: {
      Entry: {
        key: nullable(keyData),
        value: nullable(valueData),
        oldValue: nullable(valueData),
        mergingValue: nullable(valueData),
        eventType: int,
        uuid: uuid,
        numberOfAffectedEntries: int,
      },
    },
  }),
);

export const replicatedMapAddEntryListener = /* @__PURE__ */ op(0x0d0d00, 'ReplicatedMap.addEntryListener', () => ({
  removedBy: replicatedMapRemoveEntryListener,
  request: { name: string, localOnly: boolean },
  response: { response: uuid },
  events: {
    Entry: {
      key: nullable(keyData),
      value: nullable(valueData),
      oldValue: nullable(valueData),
      mergingValue: nullable(valueData),
      eventType: int,
      uuid: uuid,
      numberOfAffectedEntries: int,
    },
  },
}));

export const replicatedMapKeySet = /* @__PURE__ */ op(0x0d0f00, 'ReplicatedMap.keySet', () => ({
  retryable: true,
  route: 'random',
  request: { name: string },
  response: { response: list(keyData) },
}));

export const replicatedMapValues = /* @__PURE__ */ op(0x0d1000, 'ReplicatedMap.values', () => ({
  retryable: true,
  route: 'random',
  request: { name: string },
  response: { response: list(valueData) },
}));

export const replicatedMapEntrySet = /* @__PURE__ */ op(0x0d1100, 'ReplicatedMap.entrySet', () => ({
  retryable: true,
  route: 'random',
  request: { name: string },
  response: { response: entryList(keyData, valueData) },
}));

export const replicatedMapAddNearCacheEntryListener = /* @__PURE__ */ op(
  0x0d1200,
  'ReplicatedMap.addNearCacheEntryListener',
  () => ({
    removedBy: replicatedMapRemoveEntryListener,
    request: { name: string, includeValue: boolean, localOnly: boolean },
    response: { response: uuid },
    events: {
      Entry: {
        key: nullable(keyData),
        value: nullable(valueData),
        oldValue: nullable(valueData),
        mergingValue: nullable(valueData),
        eventType: int,
        uuid: uuid,
        numberOfAffectedEntries: int,
      },
    },
  }),
);

export const replicatedMapPutAllWithMetadata = /* @__PURE__ */ op(0x0d1300, 'ReplicatedMap.putAllWithMetadata', () => ({
  route: 'partition',
  request: { name: string, entries: list(replicatedMapEntryViewHolder), partitionId: int },
  response: {},
}));

export const replicatedMapFetchEntryViews = /* @__PURE__ */ op(0x0d1400, 'ReplicatedMap.fetchEntryViews', () => ({
  retryable: true,
  request: { name: string, cursorId: uuid, newIteration: boolean, partitionId: int, batchSize: int },
  response: { cursorId: uuid, entryViews: list(replicatedMapEntryViewHolder) },
}));

export const replicatedMapEndEntryViewIteration = /* @__PURE__ */ op(
  0x0d1500,
  'ReplicatedMap.endEntryViewIteration',
  () => ({
    retryable: true,
    request: { name: string, cursorId: nullableUuid },
    response: {},
  }),
);
