import { boolean, data, nullable, string } from '../wire/field.js';
import { op } from '../wire/operation.js';
import { raftGroupId } from './types.js';

export const cpMapGet = /* @__PURE__ */ op(0x230100, 'CPMap.get', () => ({
  request: { groupId: raftGroupId, name: string, key: data },
  response: { response: nullable(data) },
}));

export const cpMapPut = /* @__PURE__ */ op(0x230200, 'CPMap.put', () => ({
  request: { groupId: raftGroupId, name: string, key: data, value: data },
  response: { response: nullable(data) },
}));

export const cpMapSet = /* @__PURE__ */ op(0x230300, 'CPMap.set', () => ({
  request: { groupId: raftGroupId, name: string, key: data, value: data },
  response: { response: nullable(data) },
}));

export const cpMapRemove = /* @__PURE__ */ op(0x230400, 'CPMap.remove', () => ({
  request: { groupId: raftGroupId, name: string, key: data },
  response: { response: nullable(data) },
}));

export const cpMapDelete = /* @__PURE__ */ op(0x230500, 'CPMap.delete', () => ({
  request: { groupId: raftGroupId, name: string, key: data },
  response: { response: nullable(data) },
}));

export const cpMapCompareAndSet = /* @__PURE__ */ op(0x230600, 'CPMap.compareAndSet', () => ({
  request: { groupId: raftGroupId, name: string, key: data, expectedValue: data, newValue: data },
  response: { response: boolean },
}));

export const cpMapPutIfAbsent = /* @__PURE__ */ op(0x230700, 'CPMap.putIfAbsent', () => ({
  request: { groupId: raftGroupId, name: string, key: data, value: data },
  response: { response: nullable(data) },
}));
