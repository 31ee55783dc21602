import { boolean, data, int, list, nullable, string, uuid } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const listSize = op(0x050100, 'List.size', {
  retryable: true,
  route: 'name',
  request: { name: string },
  response: { response: int },
});

export const listContains = op(0x050200, 'List.contains', {
  retryable: true,
  route: 'name',
  request: { name: string, value: data },
  response: { response: boolean },
});

export const listContainsAll = op(0x050300, 'List.containsAll', {
  retryable: true,
  route: 'name',
  request: { name: string, values: list(data) },
  response: { response: boolean },
});

export const listAdd = op(0x050400, 'List.add', {
  route: 'name',
  request: { name: string, value: data },
  response: { response: boolean },
});

export const listRemove = op(0x050500, 'List.remove', {
  route: 'name',
  request: { name: string, value: data },
  response: { response: boolean },
});

export const listAddAll = op(0x050600, 'List.addAll', {
  route: 'name',
  request: { name: string, valueList: list(data) },
  response: { response: boolean },
});

export const listCompareAndRemoveAll = op(0x050700, 'List.compareAndRemoveAll', {
  route: 'name',
  request: { name: string, values: list(data) },
  response: { response: boolean },
});

export const listCompareAndRetainAll = op(0x050800, 'List.compareAndRetainAll', {
  route: 'name',
  request: { name: string, values: list(data) },
  response: { response: boolean },
});

export const listClear = op(0x050900, 'List.clear', {
  route: 'name',
  request: { name: string },
  response: {},
});

export const listGetAll = op(0x050a00, 'List.getAll', {
  retryable: true,
  route: 'name',
  request: { name: string },
  response: { response: list(data) },
});

export const listRemoveListener = op(0x050c00, 'List.removeListener', {
  retryable: true,
  route: 'name',
  request: { name: string, registrationId: uuid },
  response: { response: boolean },
});

export const listAddListener = op(0x050b00, 'List.addListener', {
  route: 'name',
  removedBy: listRemoveListener,
  request: { name: string, includeValue: boolean, localOnly: boolean },
  response: { response: uuid },
  events: { Item: { item: nullable(data), uuid: uuid, eventType: int } },
});

export const listIsEmpty = op(0x050d00, 'List.isEmpty', {
  retryable: true,
  route: 'name',
  request: { name: string },
  response: { response: boolean },
});

export const listAddAllWithIndex = op(0x050e00, 'List.addAllWithIndex', {
  route: 'name',
  request: { name: string, index: int, valueList: list(data) },
  response: { response: boolean },
});

export const listGet = op(0x050f00, 'List.get', {
  retryable: true,
  route: 'name',
  request: { name: string, index: int },
  response: { response: nullable(data) },
});

export const listSet = op(0x051000, 'List.set', {
  route: 'name',
  request: { name: string, index: int, value: data },
  response: { response: nullable(data) },
});

export const listAddWithIndex = op(0x051100, 'List.addWithIndex', {
  route: 'name',
  request: { name: string, index: int, value: data },
  response: {},
});

export const listRemoveWithIndex = op(0x051200, 'List.removeWithIndex', {
  route: 'name',
  request: { name: string, index: int },
  response: { response: nullable(data) },
});

export const listLastIndexOf = op(0x051300, 'List.lastIndexOf', {
  retryable: true,
  route: 'name',
  request: { name: string, value: data },
  response: { response: int },
});

export const listIndexOf = op(0x051400, 'List.indexOf', {
  retryable: true,
  route: 'name',
  request: { name: string, value: data },
  response: { response: int },
});

export const listSub = op(0x051500, 'List.sub', {
  retryable: true,
  route: 'name',
  request: { name: string, from: int, to: int },
  response: { response: list(data) },
});

export const listIterator = op(0x051600, 'List.iterator', {
  retryable: true,
  route: 'name',
  request: { name: string },
  response: { response: list(data) },
});

export const listListIterator = op(0x051700, 'List.listIterator', {
  retryable: true,
  route: 'name',
  request: { name: string, index: int },
  response: { response: list(data) },
});
