import { data, entryList, list, long, nullable, nullableUuid, since, string } from '../wire/field.js';
import { op } from '../wire/operation.js';
import { vectorDocument, vectorPair, vectorSearchOptions, vectorSearchResult } from './types.js';

export const vectorCollectionPut = op(0x240100, 'VectorCollection.put', {
  route: 'key',
  request: { name: string, key: data, value: vectorDocument },
  response: { value: nullable(vectorDocument) },
});

export const vectorCollectionPutIfAbsent = op(0x240200, 'VectorCollection.putIfAbsent', {
  route: 'key',
  request: { name: string, key: data, value: vectorDocument },
  response: { value: nullable(vectorDocument) },
});

export const vectorCollectionPutAll = op(0x240300, 'VectorCollection.putAll', {
  route: 'partition',
  request: { name: string, entries: entryList(data, vectorDocument) },
  response: {},
});

export const vectorCollectionGet = op(0x240400, 'VectorCollection.get', {
  retryable: true,
  route: 'key',
  request: { name: string, key: data },
  response: { value: nullable(vectorDocument) },
});

export const vectorCollectionRemove = op(0x240500, 'VectorCollection.remove', {
  route: 'key',
  request: { name: string, key: data },
  response: { value: nullable(vectorDocument) },
});

export const vectorCollectionSet = op(0x240600, 'VectorCollection.set', {
  route: 'key',
  request: { name: string, key: data, value: vectorDocument },
  response: {},
});

export const vectorCollectionDelete = op(0x240700, 'VectorCollection.delete', {
  route: 'key',
  request: { name: string, key: data },
  response: {},
});

export const vectorCollectionSearchNearVector = op(0x240800, 'VectorCollection.searchNearVector', {
  retryable: true,
  request: { name: string, vectors: list(vectorPair), options: vectorSearchOptions },
  response: { result: list(vectorSearchResult) },
});

export const vectorCollectionOptimize = op(0x240900, 'VectorCollection.optimize', {
  retryable: true,
  request: { name: string, indexName: nullable(string), uuid: since('2.9', nullableUuid) },
  response: {},
});

export const vectorCollectionClear = op(0x240a00, 'VectorCollection.clear', {
  request: { name: string },
  response: {},
});

export const vectorCollectionSize = op(0x240b00, 'VectorCollection.size', {
  retryable: true,
  request: { name: string },
  response: { response: long },
});
