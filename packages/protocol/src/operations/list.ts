import { boolean, int, list, nullable, string, uuid, valueData } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const listSize = /* @__PURE__ */ op(0x050100, 'List.size', () => ({
  retryable: true,
  route: 'name',
  request: { name: string },
  response: { response: int },
}));

export const listContains = /* @__PURE__ */ op(0x050200, 'List.contains', () => ({
  retryable: true,
  route: 'name',
  request: { name: string, value: valueData },
  response: { response: boolean },
}));

export const listContainsAll = /* @__PURE__ */ op(0x050300, 'List.containsAll', () => ({
  retryable: true,
  route: 'name',
  request: { name: string, values: list(valueData) },
  response: { response: boolean },
}));

export const listAdd = /* @__PURE__ */ op(0x050400, 'List.add', () => ({
  route: 'name',
  request: { name: string, value: valueData },
  response: { response: boolean },
}));

export const listRemove = /* @__PURE__ */ op(0x050500, 'List.remove', () => ({
  route: 'name',
  request: { name: string, value: valueData },
  response: { response: boolean },
}));

export const listAddAll = /* @__PURE__ */ op(0x050600, 'List.addAll', () => ({
  route: 'name',
  request: { name: string, valueList: list(valueData) },
  response: { response: boolean },
}));

export const listCompareAndRemoveAll = /* @__PURE__ */ op(0x050700, 'List.compareAndRemoveAll', () => ({
  route: 'name',
  request: { name: string, values: list(valueData) },
  response: { response: boolean },
}));

export const listCompareAndRetainAll = /* @__PURE__ */ op(0x050800, 'List.compareAndRetainAll', () => ({
  route: 'name',
  request: { name: string, values: list(valueData) },
  response: { response: boolean },
}));

export const listClear = /* @__PURE__ */ op(0x050900, 'List.clear', () => ({
  route: 'name',
  request: { name: string },
  response: {},
}));

export const listGetAll = /* @__PURE__ */ op(0x050a00, 'List.getAll', () => ({
  retryable: true,
  route: 'name',
  request: { name: string },
  response: { response: list(valueData) },
}));

export const listRemoveListener = /* @__PURE__ */ op(0x050c00, 'List.removeListener', () => ({
  retryable: true,
  route: 'name',
  request: { name: string, registrationId: uuid },
  response: { response: boolean },
}));

export const listAddListener = /* @__PURE__ */ op(0x050b00, 'List.addListener', () => ({
  route: 'name',
  removedBy: listRemoveListener,
  request: { name: string, includeValue: boolean, localOnly: boolean },
  response: { response: uuid },
  events: { Item: { item: nullable(valueData), uuid: uuid, eventType: int } },
}));

export const listIsEmpty = /* @__PURE__ */ op(0x050d00, 'List.isEmpty', () => ({
  retryable: true,
  route: 'name',
  request: { name: string },
  response: { response: boolean },
}));

export const listAddAllWithIndex = /* @__PURE__ */ op(0x050e00, 'List.addAllWithIndex', () => ({
  route: 'name',
  request: { name: string, index: int, valueList: list(valueData) },
  response: { response: boolean },
}));

export const listGet = /* @__PURE__ */ op(0x050f00, 'List.get', () => ({
  retryable: true,
  route: 'name',
  request: { name: string, index: int },
  response: { response: nullable(valueData) },
}));

export const listSet = /* @__PURE__ */ op(0x051000, 'List.set', () => ({
  route: 'name',
  request: { name: string, index: int, value: valueData },
  response: { response: nullable(valueData) },
}));

export const listAddWithIndex = /* @__PURE__ */ op(0x051100, 'List.addWithIndex', () => ({
  route: 'name',
  request: { name: string, index: int, value: valueData },
  response: {},
}));

export const listRemoveWithIndex = /* @__PURE__ */ op(0x051200, 'List.removeWithIndex', () => ({
  route: 'name',
  request: { name: string, index: int },
  response: { response: nullable(valueData) },
}));

export const listLastIndexOf = /* @__PURE__ */ op(0x051300, 'List.lastIndexOf', () => ({
  retryable: true,
  route: 'name',
  request: { name: string, value: valueData },
  response: { response: int },
}));

export const listIndexOf = /* @__PURE__ */ op(0x051400, 'List.indexOf', () => ({
  retryable: true,
  route: 'name',
  request: { name: string, value: valueData },
  response: { response: int },
}));

export const listSub = /* @__PURE__ */ op(0x051500, 'List.sub', () => ({
  retryable: true,
  route: 'name',
  request: { name: string, from: int, to: int },
  response: { response: list(valueData) },
}));

export const listIterator = /* @__PURE__ */ op(0x051600, 'List.iterator', () => ({
  retryable: true,
  route: 'name',
  request: { name: string },
  response: { response: list(valueData) },
}));

export const listListIterator = /* @__PURE__ */ op(0x051700, 'List.listIterator', () => ({
  retryable: true,
  route: 'name',
  answeredAs: listIterator,
  request: { name: string, index: int },
  response: { response: list(valueData) },
}));
