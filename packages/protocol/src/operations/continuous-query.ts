import { boolean, data, entryList, int, list, long, string, uuid } from '../wire/field.js';
import { op } from '../wire/operation.js';
import { queryCacheEventData } from './types.js';

export const continuousQueryPublisherCreateWithValue = /* @__PURE__ */ op(
  0x160100,
  'ContinuousQuery.publisherCreateWithValue',
  () => ({
    retryable: true,
    request: {
      mapName: string,
      cacheName: string,
      predicate: data,
      batchSize: int,
      bufferSize: int,
      delaySeconds: long,
      populate: boolean,
      coalesce: boolean,
    },
    response: { response: entryList(data, data) },
  }),
);

export const continuousQueryPublisherCreate = /* @__PURE__ */ op(0x160200, 'ContinuousQuery.publisherCreate', () => ({
  retryable: true,
  request: {
    mapName: string,
    cacheName: string,
    predicate: data,
    batchSize: int,
    bufferSize: int,
    delaySeconds: long,
    populate: boolean,
    coalesce: boolean,
  },
  response: { response: list(data) },
}));

export const continuousQueryMadePublishable = /* @__PURE__ */ op(0x160300, 'ContinuousQuery.madePublishable', () => ({
  retryable: true,
  request: { mapName: string, cacheName: string },
  response: { response: boolean },
}));

export const continuousQueryAddListener = /* @__PURE__ */ op(0x160400, 'ContinuousQuery.addListener', () => ({
  request: { listenerName: string, localOnly: boolean },
  response: { response: uuid },
  events: {
    QueryCacheSingle: { data: queryCacheEventData },
    QueryCacheBatch: { events: list(queryCacheEventData), source: string, partitionId: int },
  },
}));

export const continuousQuerySetReadCursor = /* @__PURE__ */ op(0x160500, 'ContinuousQuery.setReadCursor', () => ({
  route: 'partition',
  request: { mapName: string, cacheName: string, sequence: long },
  response: { response: boolean },
}));

export const continuousQueryDestroyCache = /* @__PURE__ */ op(0x160600, 'ContinuousQuery.destroyCache', () => ({
  request: { mapName: string, cacheName: string },
  response: { response: boolean },
}));
