import {
  boolean,
  data,
  entryList,
  int,
  list,
  long,
  longArray,
  nullable,
  nullableUuid,
  string,
  uuid,
} from '../wire/field.js';
import { op } from '../wire/operation.js';
import { cacheConfigHolder, cacheEventData } from './types.js';

export const cacheRemoveEntryListener = /* @__PURE__ */ op(0x131400, 'Cache.removeEntryListener', () => ({
  retryable: true,
  request: { name: string, registrationId: uuid },
  response: { response: boolean },
}));

export const cacheAddEntryListener = /* @__PURE__ */ op(0x130100, 'Cache.addEntryListener', () => ({
  removedBy: cacheRemoveEntryListener,
  request: { name: string, localOnly: boolean },
  response: { response: uuid },
  events: { Cache: { type: int, keys: list(cacheEventData), completionId: int } },
}));

export const cacheClear = /* @__PURE__ */ op(0x130200, 'Cache.clear', () => ({
  request: { name: string },
  response: {},
}));

export const cacheRemoveAllKeys = /* @__PURE__ */ op(0x130300, 'Cache.removeAllKeys', () => ({
  request: { name: string, keys: list(data), completionId: int },
  response: {},
}));

export const cacheRemoveAll = /* @__PURE__ */ op(0x130400, 'Cache.removeAll', () => ({
  request: { name: string, completionId: int },
  response: {},
}));

export const cacheContainsKey = /* @__PURE__ */ op(0x130500, 'Cache.containsKey', () => ({
  retryable: true,
  route: 'key',
  request: { name: string, key: data },
  response: { response: boolean },
}));

export const cacheCreateConfig = /* @__PURE__ */ op(0x130600, 'Cache.createConfig', () => ({
  retryable: true,
  route: 'name',
  request: { cacheConfig: cacheConfigHolder, createAlsoOnOthers: boolean },
  response: { response: nullable(cacheConfigHolder) },
}));

export const cacheDestroy = /* @__PURE__ */ op(0x130700, 'Cache.destroy', () => ({
  route: 'name',
  request: { name: string },
  response: {},
}));

export const cacheEntryProcessor = /* @__PURE__ */ op(0x130800, 'Cache.entryProcessor', () => ({
  route: 'key',
  request: { name: string, key: data, entryProcessor: data, arguments: list(data), completionId: int },
  response: { response: nullable(data) },
}));

export const cacheGetAll = /* @__PURE__ */ op(0x130900, 'Cache.getAll', () => ({
  request: { name: string, keys: list(data), expiryPolicy: nullable(data) },
  response: { response: entryList(data, data) },
}));

export const cacheGetAndRemove = /* @__PURE__ */ op(0x130a00, 'Cache.getAndRemove', () => ({
  route: 'key',
  request: { name: string, key: data, completionId: int },
  response: { response: nullable(data) },
}));

export const cacheGetAndReplace = /* @__PURE__ */ op(0x130b00, 'Cache.getAndReplace', () => ({
  route: 'key',
  request: { name: string, key: data, value: data, expiryPolicy: nullable(data), completionId: int },
  response: { response: nullable(data) },
}));

export const cacheGetConfig = /* @__PURE__ */ op(0x130c00, 'Cache.getConfig', () => ({
  retryable: true,
  route: 'name',
  request: { name: string, simpleName: string },
  response: { response: nullable(cacheConfigHolder) },
}));

export const cacheGet = /* @__PURE__ */ op(0x130d00, 'Cache.get', () => ({
  retryable: true,
  route: 'key',
  request: { name: string, key: data, expiryPolicy: nullable(data) },
  response: { response: nullable(data) },
}));

export const cacheIterate = /* @__PURE__ */ op(0x130e00, 'Cache.iterate', () => ({
  route: 'partition',
  request: { name: string, iterationPointers: entryList(int, int), batch: int },
  response: { iterationPointers: entryList(int, int), keys: list(data) },
}));

export const cacheListenerRegistration = /* @__PURE__ */ op(0x130f00, 'Cache.listenerRegistration', () => ({
  request: { name: string, listenerConfig: data, shouldRegister: boolean, uuid: uuid },
  response: {},
}));

export const cacheLoadAll = /* @__PURE__ */ op(0x131000, 'Cache.loadAll', () => ({
  request: { name: string, keys: list(data), replaceExistingValues: boolean },
  response: {},
}));

export const cacheManagementConfig = /* @__PURE__ */ op(0x131100, 'Cache.managementConfig', () => ({
  retryable: true,
  request: { name: string, isStat: boolean, enabled: boolean, uuid: uuid },
  response: {},
}));

export const cachePutIfAbsent = /* @__PURE__ */ op(0x131200, 'Cache.putIfAbsent', () => ({
  route: 'key',
  request: { name: string, key: data, value: data, expiryPolicy: nullable(data), completionId: int },
  response: { response: boolean },
}));

export const cachePut = /* @__PURE__ */ op(0x131300, 'Cache.put', () => ({
  route: 'key',
  request: { name: string, key: data, value: data, expiryPolicy: nullable(data), get: boolean, completionId: int },
  response: { response: nullable(data) },
}));

export const cacheRemoveInvalidationListener = /* @__PURE__ */ op(0x131500, 'Cache.removeInvalidationListener', () => ({
  retryable: true,
  request: { name: string, registrationId: uuid },
  response: { response: boolean },
}));

export const cacheRemove = /* @__PURE__ */ op(0x131600, 'Cache.remove', () => ({
  route: 'key',
  request: { name: string, key: data, currentValue: nullable(data), completionId: int },
  response: { response: boolean },
}));

export const cacheReplace = /* @__PURE__ */ op(0x131700, 'Cache.replace', () => ({
  route: 'key',
  request: {
    name: string,
    key: data,
    oldValue: nullable(data),
    newValue: data,
    expiryPolicy: nullable(data),
    completionId: int,
  },
  response: { response: nullable(data) },
}));

export const cacheSize = /* @__PURE__ */ op(0x131800, 'Cache.size', () => ({
  retryable: true,
  request: { name: string },
  response: { response: int },
}));

export const cacheRemovePartitionLostListener = /* @__PURE__ */ op(
  0x131a00,
  'Cache.removePartitionLostListener',
  () => ({
    retryable: true,
    request: { name: string, registrationId: uuid },
    response: { response: boolean },
  }),
);

export const cacheAddPartitionLostListener = /* @__PURE__ */ op(0x131900, 'Cache.addPartitionLostListener', () => ({
  removedBy: cacheRemovePartitionLostListener,
  request: { name: string, localOnly: boolean },
  response: { response: uuid },
  events: { CachePartitionLost: { partitionId: int, uuid: uuid } },
}));

export const cachePutAll = /* @__PURE__ */ op(0x131b00, 'Cache.putAll', () => ({
  request: { name: string, entries: entryList(data, data), expiryPolicy: nullable(data), completionId: int },
  response: {},
}));

export const cacheIterateEntries = /* @__PURE__ */ op(0x131c00, 'Cache.iterateEntries', () => ({
  retryable: true,
  route: 'partition',
  request: { name: string, iterationPointers: entryList(int, int), batch: int },
  response: { iterationPointers: entryList(int, int), entries: entryList(data, data) },
}));

export const cacheAddNearCacheInvalidationListener = /* @__PURE__ */ op(
  0x131d00,
  'Cache.addNearCacheInvalidationListener',
  () => ({
    removedBy: cacheRemoveInvalidationListener,
    request: { name: string, localOnly: boolean },
    response: { response: uuid },
    events: {
      CacheInvalidation: {
        name: string,
        key: nullable(data),
        sourceUuid: nullableUuid,
        partitionUuid: uuid,
        sequence: long,
      },
      CacheBatchInvalidation: {
        name: string,
        keys: list(data),
        sourceUuids: list(uuid),
        partitionUuids: list(uuid),
        sequences: list(long),
      },
    },
  }),
);

export const cacheFetchNearCacheInvalidationMetadata = /* @__PURE__ */ op(
  0x131e00,
  'Cache.fetchNearCacheInvalidationMetadata',
  () => ({
    request: { names: list(string), uuid: uuid },
    response: {
      namePartitionSequenceList: entryList(string, entryList(int, long)),
      partitionUuidList: entryList(int, uuid),
    },
  }),
);

export const cacheEventJournalSubscribe = /* @__PURE__ */ op(0x131f00, 'Cache.eventJournalSubscribe', () => ({
  retryable: true,
  route: 'partition',
  request: { name: string },
  response: { oldestSequence: long, newestSequence: long },
}));

export const cacheEventJournalRead = /* @__PURE__ */ op(0x132000, 'Cache.eventJournalRead', () => ({
  retryable: true,
  route: 'partition',
  request: {
    name: string,
    startSequence: long,
    minSize: int,
    maxSize: int,
    predicate: nullable(data),
    projection: nullable(data),
  },
  response: { readCount: int, items: list(data), itemSeqs: nullable(longArray), nextSeq: long },
}));

export const cacheSetExpiryPolicy = /* @__PURE__ */ op(0x132100, 'Cache.setExpiryPolicy', () => ({
  request: { name: string, keys: list(data), expiryPolicy: data },
  response: { response: boolean },
}));
