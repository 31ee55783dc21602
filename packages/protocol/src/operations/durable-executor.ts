import { boolean, data, int, nullable, string } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const durableExecutorShutdown = /* @__PURE__ */ op(0x180100, 'DurableExecutor.shutdown', () => ({
  request: { name: string },
  response: {},
}));

export const durableExecutorIsShutdown = /* @__PURE__ */ op(0x180200, 'DurableExecutor.isShutdown', () => ({
  request: { name: string },
  response: { response: boolean },
}));

export const durableExecutorSubmitToPartition = /* @__PURE__ */ op(
  0x180300,
  'DurableExecutor.submitToPartition',
  () => ({
    retryable: true,
    blocking: true,
    route: 'partition',
    request: { name: string, callable: data },
    response: { response: int },
  }),
);

export const durableExecutorRetrieveResult = /* @__PURE__ */ op(0x180400, 'DurableExecutor.retrieveResult', () => ({
  retryable: true,
  blocking: true,
  route: 'partition',
  request: { name: string, sequence: int },
  response: { response: nullable(data) },
}));

export const durableExecutorDisposeResult = /* @__PURE__ */ op(0x180500, 'DurableExecutor.disposeResult', () => ({
  retryable: true,
  route: 'partition',
  request: { name: string, sequence: int },
  response: {},
}));

export const durableExecutorRetrieveAndDisposeResult = /* @__PURE__ */ op(
  0x180600,
  'DurableExecutor.retrieveAndDisposeResult',
  () => ({
    retryable: true,
    blocking: true,
    route: 'partition',
    request: { name: string, sequence: int },
    response: { response: nullable(data) },
  }),
);
