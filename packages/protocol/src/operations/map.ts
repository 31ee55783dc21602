import {
  boolean,
  data,
  entryList,
  int,
  keyData,
  list,
  long,
  longArray,
  nullable,
  since,
  string,
  uuid,
  valueData,
} from '../wire/field.js';
import { op } from '../wire/operation.js';
import { undoLock, undoTryLock } from './lock-give-back.js';
import { anchorDataListHolder, indexConfig, pagingPredicateHolder, simpleEntryView } from './types.js';

export const mapPut = /* @__PURE__ */ op(0x010100, 'Map.put', () => ({
  route: 'key',
  request: { name: string, key: keyData, value: valueData, threadId: long, ttl: long },
  response: { response: nullable(valueData) },
}));

export const mapGet = /* @__PURE__ */ op(0x010200, 'Map.get', () => ({
  retryable: true,
  route: 'key',
  request: { name: string, key: keyData, threadId: long },
  response: { response: nullable(valueData) },
}));

export const mapRemove = /* @__PURE__ */ op(0x010300, 'Map.remove', () => ({
  route: 'key',
  request: { name: string, key: keyData, threadId: long },
  response: { response: nullable(valueData) },
}));

export const mapReplace = /* @__PURE__ */ op(0x010400, 'Map.replace', () => ({
  route: 'key',
  request: { name: string, key: keyData, value: valueData, threadId: long },
  response: { response: nullable(valueData) },
}));

export const mapReplaceIfSame = /* @__PURE__ */ op(0x010500, 'Map.replaceIfSame', () => ({
  route: 'key',
  request: { name: string, key: keyData, testValue: valueData, value: valueData, threadId: long },
  response: { response: boolean },
}));

export const mapContainsKey = /* @__PURE__ */ op(0x010600, 'Map.containsKey', () => ({
  retryable: true,
  route: 'key',
  request: { name: string, key: keyData, threadId: long },
  response: { response: boolean },
}));

export const mapContainsValue = /* @__PURE__ */ op(0x010700, 'Map.containsValue', () => ({
  retryable: true,
  request: { name: string, value: valueData },
  response: { response: boolean },
}));

export const mapRemoveIfSame = /* @__PURE__ */ op(0x010800, 'Map.removeIfSame', () => ({
  route: 'key',
  request: { name: string, key: keyData, value: valueData, threadId: long },
  response: { response: boolean },
}));

export const mapDelete = /* @__PURE__ */ op(0x010900, 'Map.delete', () => ({
  route: 'key',
  request: { name: string, key: keyData, threadId: long },
  response: { response: since('2.7', boolean) },
}));

export const mapFlush = /* @__PURE__ */ op(0x010a00, 'Map.flush', () => ({
  request: { name: string },
  response: {},
}));

export const mapTryRemove = /* @__PURE__ */ op(0x010b00, 'Map.tryRemove', () => ({
  route: 'key',
  request: { name: string, key: keyData, threadId: long, timeout: long },
  response: { response: boolean },
}));

export const mapTryPut = /* @__PURE__ */ op(0x010c00, 'Map.tryPut', () => ({
  route: 'key',
  request: { name: string, key: keyData, value: valueData, threadId: long, timeout: long },
  response: { response: boolean },
}));

export const mapPutTransient = /* @__PURE__ */ op(0x010d00, 'Map.putTransient', () => ({
  route: 'key',
  request: { name: string, key: keyData, value: valueData, threadId: long, ttl: long },
  response: {},
}));

export const mapPutIfAbsent = /* @__PURE__ */ op(0x010e00, 'Map.putIfAbsent', () => ({
  route: 'key',
  request: { name: string, key: keyData, value: valueData, threadId: long, ttl: long },
  response: { response: nullable(valueData) },
}));

export const mapSet = /* @__PURE__ */ op(0x010f00, 'Map.set', () => ({
  route: 'key',
  request: { name: string, key: keyData, value: valueData, threadId: long, ttl: long },
  response: {},
}));

export const mapLock = /* @__PURE__ */ op(0x011000, 'Map.lock', () => ({
  retryable: true,
  blocking: true,
  route: 'key',
  request: { name: string, key: keyData, threadId: long, ttl: long, referenceId: long },
  response: {},
  giveBack: (request, answer) => undoLock(mapUnlock, request, answer),
}));

export const mapTryLock = /* @__PURE__ */ op(0x011100, 'Map.tryLock', () => ({
  retryable: true,
  blocking: true,
  route: 'key',
  request: { name: string, key: keyData, threadId: long, lease: long, timeout: long, referenceId: long },
  response: { response: boolean },
  giveBack: (request, answer, repeated) => undoTryLock(mapUnlock, request, [answer, repeated]),
}));

export const mapIsLocked = /* @__PURE__ */ op(0x011200, 'Map.isLocked', () => ({
  retryable: true,
  route: 'key',
  request: { name: string, key: keyData },
  response: { response: boolean },
}));

export const mapUnlock = /* @__PURE__ */ op(0x011300, 'Map.unlock', () => ({
  retryable: true,
  route: 'key',
  request: { name: string, key: keyData, threadId: long, referenceId: long },
  response: {},
}));

export const mapAddInterceptor = /* @__PURE__ */ op(0x011400, 'Map.addInterceptor', () => ({
  request: { name: string, interceptor: data },
  response: { response: string },
}));

export const mapRemoveInterceptor = /* @__PURE__ */ op(0x011500, 'Map.removeInterceptor', () => ({
  request: { name: string, id: string },
  response: { response: boolean },
}));

export const mapRemoveEntryListener = /* @__PURE__ */ op(0x011a00, 'Map.removeEntryListener', () => ({
  retryable: true,
  request: { name: string, registrationId: uuid },
  response: { response: boolean },
}));

export const mapAddEntryListenerToKeyWithPredicate = /* @__PURE__ */ op(
  0x011600,
  'Map.addEntryListenerToKeyWithPredicate',
  () => ({
    removedBy: mapRemoveEntryListener,
    request: {
      name: string,
      key: keyData,
      predicate: data,
      includeValue: boolean,
      listenerFlags: int,
      localOnly: boolean,
    },
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

export const mapAddEntryListenerWithPredicate = /* @__PURE__ */ op(
  0x011700,
  'Map.addEntryListenerWithPredicate',
  () => ({
    removedBy: mapRemoveEntryListener,
    request: { name: string, predicate: data, includeValue: boolean, listenerFlags: int, localOnly: boolean },
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

export const mapAddEntryListenerToKey = /* @__PURE__ */ op(0x011800, 'Map.addEntryListenerToKey', () => ({
  removedBy: mapRemoveEntryListener,
  request: { name: string, key: keyData, includeValue: boolean, listenerFlags: int, localOnly: boolean },
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

export const mapAddEntryListener = /* @__PURE__ */ op(0x011900, 'Map.addEntryListener', () => ({
  removedBy: mapRemoveEntryListener,
  request: { name: string, includeValue: boolean, listenerFlags: int, localOnly: boolean },
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

export const mapRemovePartitionLostListener = /* @__PURE__ */ op(0x011c00, 'Map.removePartitionLostListener', () => ({
  retryable: true,
  request: { name: string, registrationId: uuid },
  response: { response: boolean },
}));

export const mapAddPartitionLostListener = /* @__PURE__ */ op(0x011b00, 'Map.addPartitionLostListener', () => ({
  removedBy: mapRemovePartitionLostListener,
  request: { name: string, localOnly: boolean },
  response: { response: uuid },
  events: { MapPartitionLost: { partitionId: int, uuid: uuid } },
}));

export const mapGetEntryView = /* @__PURE__ */ op(0x011d00, 'Map.getEntryView', () => ({
  retryable: true,
  route: 'key',
  request: { name: string, key: keyData, threadId: long },
  response: { response: nullable(simpleEntryView), maxIdle: long },
}));

export const mapEvict = /* @__PURE__ */ op(0x011e00, 'Map.evict', () => ({
  route: 'key',
  request: { name: string, key: keyData, threadId: long },
  response: { response: boolean },
}));

export const mapEvictAll = /* @__PURE__ */ op(0x011f00, 'Map.evictAll', () => ({
  request: { name: string },
  response: {},
}));

export const mapLoadAll = /* @__PURE__ */ op(0x012000, 'Map.loadAll', () => ({
  request: { name: string, replaceExistingValues: boolean },
  response: {},
}));

export const mapLoadGivenKeys = /* @__PURE__ */ op(0x012100, 'Map.loadGivenKeys', () => ({
  request: { name: string, keys: list(keyData), replaceExistingValues: boolean },
  response: {},
}));

export const mapKeySet = /* @__PURE__ */ op(0x012200, 'Map.keySet', () => ({
  retryable: true,
  request: { name: string },
  response: { response: list(keyData) },
}));

export const mapGetAll = /* @__PURE__ */ op(0x012300, 'Map.getAll', () => ({
  route: 'partition',
  request: { name: string, keys: list(keyData) },
  response: { response: entryList(keyData, valueData) },
}));

export const mapValues = /* @__PURE__ */ op(0x012400, 'Map.values', () => ({
  retryable: true,
  request: { name: string },
  response: { response: list(valueData) },
}));

export const mapEntrySet = /* @__PURE__ */ op(0x012500, 'Map.entrySet', () => ({
  retryable: true,
  request: { name: string },
  response: { response: entryList(keyData, valueData) },
}));

export const mapKeySetWithPredicate = /* @__PURE__ */ op(0x012600, 'Map.keySetWithPredicate', () => ({
  retryable: true,
  request: { name: string, predicate: data },
  response: { response: list(keyData) },
}));

export const mapValuesWithPredicate = /* @__PURE__ */ op(0x012700, 'Map.valuesWithPredicate', () => ({
  retryable: true,
  request: { name: string, predicate: data },
  response: { response: list(valueData) },
}));

export const mapEntriesWithPredicate = /* @__PURE__ */ op(0x012800, 'Map.entriesWithPredicate', () => ({
  retryable: true,
  request: { name: string, predicate: data },
  response: { response: entryList(keyData, valueData) },
}));

export const mapAddIndex = /* @__PURE__ */ op(0x012900, 'Map.addIndex', () => ({
  request: { name: string, indexConfig: indexConfig },
  response: {},
}));

export const mapSize = /* @__PURE__ */ op(0x012a00, 'Map.size', () => ({
  retryable: true,
  request: { name: string },
  response: { response: int },
}));

export const mapIsEmpty = /* @__PURE__ */ op(0x012b00, 'Map.isEmpty', () => ({
  retryable: true,
  request: { name: string },
  response: { response: boolean },
}));

export const mapPutAll = /* @__PURE__ */ op(0x012c00, 'Map.putAll', () => ({
  route: 'partition',
  request: { name: string, entries: entryList(keyData, valueData), triggerMapLoader: since('2.1', boolean) },
  response: {},
}));

export const mapClear = /* @__PURE__ */ op(0x012d00, 'Map.clear', () => ({
  request: { name: string },
  response: {},
}));

export const mapExecuteOnKey = /* @__PURE__ */ op(0x012e00, 'Map.executeOnKey', () => ({
  route: 'key',
  request: { name: string, entryProcessor: data, key: keyData, threadId: long },
  response: { response: nullable(data) },
}));

export const mapSubmitToKey = /* @__PURE__ */ op(0x012f00, 'Map.submitToKey', () => ({
  route: 'key',
  request: { name: string, entryProcessor: data, key: keyData, threadId: long },
  response: { response: nullable(data) },
}));

export const mapExecuteOnAllKeys = /* @__PURE__ */ op(0x013000, 'Map.executeOnAllKeys', () => ({
  request: { name: string, entryProcessor: data },
  response: { response: entryList(keyData, data) },
}));

export const mapExecuteWithPredicate = /* @__PURE__ */ op(0x013100, 'Map.executeWithPredicate', () => ({
  request: { name: string, entryProcessor: data, predicate: data },
  response: { response: entryList(keyData, data) },
}));

export const mapExecuteOnKeys = /* @__PURE__ */ op(0x013200, 'Map.executeOnKeys', () => ({
  request: { name: string, entryProcessor: data, keys: list(keyData) },
  response: { response: entryList(keyData, data) },
}));

export const mapForceUnlock = /* @__PURE__ */ op(0x013300, 'Map.forceUnlock', () => ({
  retryable: true,
  route: 'key',
  request: { name: string, key: keyData, referenceId: long },
  response: {},
}));

export const mapKeySetWithPagingPredicate = /* @__PURE__ */ op(0x013400, 'Map.keySetWithPagingPredicate', () => ({
  retryable: true,
  request: { name: string, predicate: pagingPredicateHolder },
  response: { response: list(keyData), anchorDataList: anchorDataListHolder },
}));

export const mapValuesWithPagingPredicate = /* @__PURE__ */ op(0x013500, 'Map.valuesWithPagingPredicate', () => ({
  retryable: true,
  request: { name: string, predicate: pagingPredicateHolder },
  response: { response: list(valueData), anchorDataList: anchorDataListHolder },
}));

export const mapEntriesWithPagingPredicate = /* @__PURE__ */ op(0x013600, 'Map.entriesWithPagingPredicate', () => ({
  retryable: true,
  request: { name: string, predicate: pagingPredicateHolder },
  response: { response: entryList(keyData, valueData), anchorDataList: anchorDataListHolder },
}));

export const mapFetchKeys = /* @__PURE__ */ op(0x013700, 'Map.fetchKeys', () => ({
  retryable: true,
  route: 'partition',
  request: { name: string, iterationPointers: entryList(int, int), batch: int },
  response: { iterationPointers: entryList(int, int), keys: list(keyData) },
}));

export const mapFetchEntries = /* @__PURE__ */ op(0x013800, 'Map.fetchEntries', () => ({
  retryable: true,
  route: 'partition',
  request: { name: string, iterationPointers: entryList(int, int), batch: int },
  response: { iterationPointers: entryList(int, int), entries: entryList(keyData, valueData) },
}));

export const mapAggregate = /* @__PURE__ */ op(0x013900, 'Map.aggregate', () => ({
  retryable: true,
  request: { name: string, aggregator: data },
  response: { response: nullable(data) },
}));

export const mapAggregateWithPredicate = /* @__PURE__ */ op(0x013a00, 'Map.aggregateWithPredicate', () => ({
  retryable: true,
  request: { name: string, aggregator: data, predicate: data },
  response: { response: nullable(data) },
}));

export const mapProjectWithPredicate = /* @__PURE__ */ op(0x013c00, 'Map.projectWithPredicate', () => ({
  retryable: true,
  request: { name: string, projection: data, predicate: data },
  response: { response: list(nullable(data)) },
}));

export const mapProject = /* @__PURE__ */ op(0x013b00, 'Map.project', () => ({
  retryable: true,
  answeredAs: mapProjectWithPredicate,
  request: { name: string, projection: data },
  response: { response: list(nullable(data)) },
}));

export const mapFetchNearCacheInvalidationMetadata = /* @__PURE__ */ op(
  0x013d00,
  'Map.fetchNearCacheInvalidationMetadata',
  () => ({
    request: { names: list(string), uuid: uuid },
    response: {
      namePartitionSequenceList: entryList(string, entryList(int, long)),
      partitionUuidList: entryList(int, uuid),
    },
  }),
);

export const mapRemoveAll = /* @__PURE__ */ op(0x013e00, 'Map.removeAll', () => ({
  request: { name: string, predicate: data },
  response: {},
}));

export const mapAddNearCacheInvalidationListener = /* @__PURE__ */ op(
  0x013f00,
  'Map.addNearCacheInvalidationListener',
  () => ({
    removedBy: mapRemoveEntryListener,
    request: { name: string, listenerFlags: int, localOnly: boolean },
    response: { response: uuid },
    events: {
      IMapInvalidation: { key: nullable(keyData), sourceUuid: uuid, partitionUuid: uuid, sequence: long },
      IMapBatchInvalidation: {
        keys: list(keyData),
        sourceUuids: list(uuid),
        partitionUuids: list(uuid),
        sequences: list(long),
      },
    },
  }),
);

export const mapFetchWithQuery = /* @__PURE__ */ op(0x014000, 'Map.fetchWithQuery', () => ({
  retryable: true,
  route: 'partition',
  request: { name: string, iterationPointers: entryList(int, int), batch: int, projection: data, predicate: data },
  response: { results: list(nullable(data)), iterationPointers: entryList(int, int) },
}));

export const mapEventJournalSubscribe = /* @__PURE__ */ op(0x014100, 'Map.eventJournalSubscribe', () => ({
  retryable: true,
  route: 'partition',
  request: { name: string },
  response: { oldestSequence: long, newestSequence: long },
}));

export const mapEventJournalRead = /* @__PURE__ */ op(0x014200, 'Map.eventJournalRead', () => ({
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

export const mapSetTtl = /* @__PURE__ */ op(0x014300, 'Map.setTtl', () => ({
  route: 'key',
  request: { name: string, key: keyData, ttl: long },
  response: { response: boolean },
}));

export const mapPutWithMaxIdle = /* @__PURE__ */ op(0x014400, 'Map.putWithMaxIdle', () => ({
  route: 'key',
  request: { name: string, key: keyData, value: valueData, threadId: long, ttl: long, maxIdle: long },
  response: { response: nullable(valueData) },
}));

export const mapPutTransientWithMaxIdle = /* @__PURE__ */ op(0x014500, 'Map.putTransientWithMaxIdle', () => ({
  route: 'key',
  request: { name: string, key: keyData, value: valueData, threadId: long, ttl: long, maxIdle: long },
  response: { response: nullable(valueData) },
}));

export const mapPutIfAbsentWithMaxIdle = /* @__PURE__ */ op(0x014600, 'Map.putIfAbsentWithMaxIdle', () => ({
  route: 'key',
  request: { name: string, key: keyData, value: valueData, threadId: long, ttl: long, maxIdle: long },
  response: { response: nullable(valueData) },
}));

export const mapSetWithMaxIdle = /* @__PURE__ */ op(0x014700, 'Map.setWithMaxIdle', () => ({
  route: 'key',
  request: { name: string, key: keyData, value: valueData, threadId: long, ttl: long, maxIdle: long },
  response: { response: nullable(valueData) },
}));

export const mapReplaceAll = /* @__PURE__ */ op(0x014800, 'Map.replaceAll', () => ({
  retryable: true,
  route: 'partition',
  request: { name: string, function: data },
  response: {},
}));

export const mapPutAllWithMetadata = /* @__PURE__ */ op(0x014900, 'Map.putAllWithMetadata', () => ({
  route: 'partition',
  request: { name: string, entries: list(simpleEntryView) },
  response: {},
}));
