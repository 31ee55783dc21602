import { boolean, entryList, int, long, string, uuid } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const pnCounterGet = /* @__PURE__ */ op(0x1d0100, 'PNCounter.get', () => ({
  retryable: true,
  request: { name: string, replicaTimestamps: entryList(uuid, long), targetReplicaUUID: uuid },
  response: { value: long, replicaTimestamps: entryList(uuid, long), replicaCount: int },
}));

export const pnCounterAdd = /* @__PURE__ */ op(0x1d0200, 'PNCounter.add', () => ({
  request: {
    name: string,
    delta: long,
    getBeforeUpdate: boolean,
    replicaTimestamps: entryList(uuid, long),
    targetReplicaUUID: uuid,
  },
  response: { value: long, replicaTimestamps: entryList(uuid, long), replicaCount: int },
}));

export const pnCounterGetConfiguredReplicaCount = /* @__PURE__ */ op(
  0x1d0300,
  'PNCounter.getConfiguredReplicaCount',
  () => ({
    retryable: true,
    request: { name: string },
    response: { response: int },
  }),
);
