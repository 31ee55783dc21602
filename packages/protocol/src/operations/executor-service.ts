import { boolean, data, nullable, string, uuid } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const executorServiceShutdown = /* @__PURE__ */ op(0x080100, 'ExecutorService.shutdown', () => ({
  request: { name: string },
  response: {},
}));

export const executorServiceIsShutdown = /* @__PURE__ */ op(0x080200, 'ExecutorService.isShutdown', () => ({
  request: { name: string },
  response: { response: boolean },
}));

export const executorServiceCancelOnPartition = /* @__PURE__ */ op(
  0x080300,
  'ExecutorService.cancelOnPartition',
  () => ({
    route: 'partition',
    request: { uuid: uuid, interrupt: boolean },
    response: { response: boolean },
  }),
);

export const executorServiceCancelOnMember = /* @__PURE__ */ op(0x080400, 'ExecutorService.cancelOnMember', () => ({
  request: { uuid: uuid, memberUUID: uuid, interrupt: boolean },
  response: { response: boolean },
}));

export const executorServiceSubmitToPartition = /* @__PURE__ */ op(
  0x080500,
  'ExecutorService.submitToPartition',
  () => ({
    blocking: true,
    route: 'partition',
    request: { name: string, uuid: uuid, callable: data },
    response: { response: nullable(data) },
  }),
);

export const executorServiceSubmitToMember = /* @__PURE__ */ op(0x080600, 'ExecutorService.submitToMember', () => ({
  blocking: true,
  request: { name: string, uuid: uuid, callable: data, memberUUID: uuid },
  response: { response: nullable(data) },
}));
