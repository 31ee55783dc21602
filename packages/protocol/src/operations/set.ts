import { boolean, int, list, nullable, string, uuid, valueData } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const setSize = /* @__PURE__ */ op(0x060100, 'Set.size', () => ({
  route: 'name',
  request: { name: string },
  response: { response: int },
}));

export const setContains = /* @__PURE__ */ op(0x060200, 'Set.contains', () => ({
  route: 'name',
  request: { name: string, value: valueData },
  response: { response: boolean },
}));

export const setContainsAll = /* @__PURE__ */ op(0x060300, 'Set.containsAll', () => ({
  route: 'name',
  request: { name: string, items: list(valueData) },
  response: { response: boolean },
}));

export const setAdd = /* @__PURE__ */ op(0x060400, 'Set.add', () => ({
  route: 'name',
  request: { name: string, value: valueData },
  response: { response: boolean },
}));

export const setRemove = /* @__PURE__ */ op(0x060500, 'Set.remove', () => ({
  route: 'name',
  request: { name: string, value: valueData },
  response: { response: boolean },
}));

export const setAddAll = /* @__PURE__ */ op(0x060600, 'Set.addAll', () => ({
  route: 'name',
  request: { name: string, valueList: list(valueData) },
  response: { response: boolean },
}));

export const setCompareAndRemoveAll = /* @__PURE__ */ op(0x060700, 'Set.compareAndRemoveAll', () => ({
  route: 'name',
  request: { name: string, values: list(valueData) },
  response: { response: boolean },
}));

export const setCompareAndRetainAll = /* @__PURE__ */ op(0x060800, 'Set.compareAndRetainAll', () => ({
  route: 'name',
  request: { name: string, values: list(valueData) },
  response: { response: boolean },
}));

export const setClear = /* @__PURE__ */ op(0x060900, 'Set.clear', () => ({
  route: 'name',
  request: { name: string },
  response: {},
}));

export const setGetAll = /* @__PURE__ */ op(0x060a00, 'Set.getAll', () => ({
  route: 'name',
  request: { name: string },
  response: { response: list(valueData) },
}));

export const setRemoveListener = /* @__PURE__ */ op(0x060c00, 'Set.removeListener', () => ({
  retryable: true,
  request: { name: string, registrationId: uuid },
  response: { response: boolean },
}));

export const setAddListener = /* @__PURE__ */ op(0x060b00, 'Set.addListener', () => ({
  removedBy: setRemoveListener,
  request: { name: string, includeValue: boolean, localOnly: boolean },
  response: { response: uuid },
  events: { Item: { item: nullable(valueData), uuid: uuid, eventType: int } },
}));

export const setIsEmpty = /* @__PURE__ */ op(0x060d00, 'Set.isEmpty', () => ({
  route: 'name',
  request: { name: string },
  response: { response: boolean },
}));
