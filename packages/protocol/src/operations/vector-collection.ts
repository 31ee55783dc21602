import { data, entryList, list, long, nullable, nullableUuid, since, string } from '../wire/field.js';
import { op } from '../wire/operation.js';
import { vectorDocument, vectorPair, vectorSearchOptions, vectorSearchResult } from './types.js';

export const vectorCollectionPut = /* @__PURE__ */ op(0x240100, 'VectorCollection.put', () => ({
  route: 'key',
  request: { name: string, key: data, value: vectorDocument },
  response: { value: nullable(vectorDocument) },
}));

export const vectorCollectionPutIfAbsent = /* @__PURE__ */ op(0x240200, 'VectorCollection.putIfAbsent', () => ({
  route: 'key',
  request: { name: string, key: data, value: vectorDocument },
  response: { value: nullable(vectorDocument) },
}));

export const vectorCollectionPutAll = /* @__PURE__ */ op(0x240300, 'VectorCollection.putAll', () => ({
  route: 'partition',
  request: { name: string, entries: entryList(data, vectorDocument) },
  response: {},
}));

export const vectorCollectionGet = /* @__PURE__ */ op(0x240400, 'VectorCollection.get', () => ({
  retryable: true,
  route: 'key',
  request: { name: string, key: data },
  response: { value: nullable(vectorDocument) },
}));

export const vectorCollectionRemove = /* @__PURE__ */ op(0x240500, 'VectorCollection.remove', () => ({
  route: 'key',
  request: { name: string, key: data },
  response: { value: nullable(vectorDocument) },
}));

export const vectorCollectionSet = /* @__PURE__ */ op(0x240600, 'VectorCollection.set', () => ({
  route: 'key',
  request: { name: string, key: data, value: vectorDocument },
  response: {},
}));

export const vectorCollectionDelete = /* @__PURE__ */ op(0x240700, 'VectorCollection.delete', () => ({
  route: 'key',
  request: { name: string, key: data },
  response: {},
}));

export const vectorCollectionSearchNearVector = /* @__PURE__ */ op(
  0x240800,
  'VectorCollection.searchNearVector',
  () => ({
    retryable: true,
    request: { name: string, vectors: list(vectorPair), options: vectorSearchOptions },
    response: { result: list(vectorSearchResult) },
  }),
);

export const vectorCollectionOptimize = /* @__PURE__ */ op(0x240900, 'VectorCollection.optimize', () => ({
  retryable: true,
  request: { name: string, indexName: nullable(string), uuid: since('2.9', nullableUuid) },
  response: {},
}));

export const vectorCollectionClear = /* @__PURE__ */ op(0x240a00, 'VectorCollection.clear', () => ({
  request: { name: string },
  response: {},
}));

export const vectorCollectionSize = /* @__PURE__ */ op(0x240b00, 'VectorCollection.size', () => ({
  retryable: true,
  request: { name: string },
  response: { response: long },
}));
