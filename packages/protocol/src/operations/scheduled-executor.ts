import { boolean, byte, data, list, long, nullable, since, string, uuid } from '../wire/field.js';
import { op } from '../wire/operation.js';
import { scheduledTaskHandler } from './types.js';

export const scheduledExecutorShutdown = /* @__PURE__ */ op(0x1a0100, 'ScheduledExecutor.shutdown', () => ({
  request: { schedulerName: string, memberUuid: uuid },
  response: {},
}));

export const scheduledExecutorSubmitToPartition = /* @__PURE__ */ op(
  0x1a0200,
  'ScheduledExecutor.submitToPartition',
  () => ({
    retryable: true,
    route: 'taskName',
    request: {
      schedulerName: string,
      type: byte,
      taskName: string,
      task: data,
      initialDelayInMillis: long,
      periodInMillis: long,
      autoDisposable: since('2.1', boolean),
    },
    response: {},
  }),
);

export const scheduledExecutorSubmitToMember = /* @__PURE__ */ op(0x1a0300, 'ScheduledExecutor.submitToMember', () => ({
  retryable: true,
  request: {
    schedulerName: string,
    memberUuid: uuid,
    type: byte,
    taskName: string,
    task: data,
    initialDelayInMillis: long,
    periodInMillis: long,
    autoDisposable: since('2.1', boolean),
  },
  response: {},
}));

export const scheduledExecutorGetAllScheduledFutures = /* @__PURE__ */ op(
  0x1a0400,
  'ScheduledExecutor.getAllScheduledFutures',
  () => ({
    retryable: true,
    request: { schedulerName: string },
    response: { handlers: list(scheduledTaskHandler) },
  }),
);

export const scheduledExecutorGetStatsFromPartition = /* @__PURE__ */ op(
  0x1a0500,
  'ScheduledExecutor.getStatsFromPartition',
  () => ({
    retryable: true,
    route: 'taskName',
    request: { schedulerName: string, taskName: string },
    response: {
      lastIdleTimeNanos: long,
      totalIdleTimeNanos: long,
      totalRuns: long,
      totalRunTimeNanos: long,
      lastRunDurationNanos: long,
    },
  }),
);

export const scheduledExecutorGetStatsFromMember = /* @__PURE__ */ op(
  0x1a0600,
  'ScheduledExecutor.getStatsFromMember',
  () => ({
    retryable: true,
    request: { schedulerName: string, taskName: string, memberUuid: uuid },
    response: {
      lastIdleTimeNanos: long,
      totalIdleTimeNanos: long,
      totalRuns: long,
      totalRunTimeNanos: long,
      lastRunDurationNanos: long,
    },
  }),
);

export const scheduledExecutorGetDelayFromPartition = /* @__PURE__ */ op(
  0x1a0700,
  'ScheduledExecutor.getDelayFromPartition',
  () => ({
    retryable: true,
    route: 'taskName',
    request: { schedulerName: string, taskName: string },
    response: { response: long },
  }),
);

export const scheduledExecutorGetDelayFromMember = /* @__PURE__ */ op(
  0x1a0800,
  'ScheduledExecutor.getDelayFromMember',
  () => ({
    retryable: true,
    request: { schedulerName: string, taskName: string, memberUuid: uuid },
    response: { response: long },
  }),
);

export const scheduledExecutorCancelFromPartition = /* @__PURE__ */ op(
  0x1a0900,
  'ScheduledExecutor.cancelFromPartition',
  () => ({
    retryable: true,
    route: 'taskName',
    request: { schedulerName: string, taskName: string, mayInterruptIfRunning: boolean },
    response: { response: boolean },
  }),
);

export const scheduledExecutorCancelFromMember = /* @__PURE__ */ op(
  0x1a0a00,
  'ScheduledExecutor.cancelFromMember',
  () => ({
    retryable: true,
    request: { schedulerName: string, taskName: string, memberUuid: uuid, mayInterruptIfRunning: boolean },
    response: { response: boolean },
  }),
);

export const scheduledExecutorIsCancelledFromPartition = /* @__PURE__ */ op(
  0x1a0b00,
  'ScheduledExecutor.isCancelledFromPartition',
  () => ({
    retryable: true,
    route: 'taskName',
    request: { schedulerName: string, taskName: string },
    response: { response: boolean },
  }),
);

export const scheduledExecutorIsCancelledFromMember = /* @__PURE__ */ op(
  0x1a0c00,
  'ScheduledExecutor.isCancelledFromMember',
  () => ({
    retryable: true,
    request: { schedulerName: string, taskName: string, memberUuid: uuid },
    response: { response: boolean },
  }),
);

export const scheduledExecutorIsDoneFromPartition = /* @__PURE__ */ op(
  0x1a0d00,
  'ScheduledExecutor.isDoneFromPartition',
  () => ({
    retryable: true,
    route: 'taskName',
    request: { schedulerName: string, taskName: string },
    response: { response: boolean },
  }),
);

export const scheduledExecutorIsDoneFromMember = /* @__PURE__ */ op(
  0x1a0e00,
  'ScheduledExecutor.isDoneFromMember',
  () => ({
    retryable: true,
    request: { schedulerName: string, taskName: string, memberUuid: uuid },
    response: { response: boolean },
  }),
);

export const scheduledExecutorGetResultFromPartition = /* @__PURE__ */ op(
  0x1a0f00,
  'ScheduledExecutor.getResultFromPartition',
  () => ({
    retryable: true,
    blocking: true,
    route: 'taskName',
    request: { schedulerName: string, taskName: string },
    response: { response: nullable(data) },
  }),
);

export const scheduledExecutorGetResultFromMember = /* @__PURE__ */ op(
  0x1a1000,
  'ScheduledExecutor.getResultFromMember',
  () => ({
    retryable: true,
    blocking: true,
    request: { schedulerName: string, taskName: string, memberUuid: uuid },
    response: { response: nullable(data) },
  }),
);

export const scheduledExecutorDisposeFromPartition = /* @__PURE__ */ op(
  0x1a1100,
  'ScheduledExecutor.disposeFromPartition',
  () => ({
    retryable: true,
    route: 'taskName',
    request: { schedulerName: string, taskName: string },
    response: {},
  }),
);

export const scheduledExecutorDisposeFromMember = /* @__PURE__ */ op(
  0x1a1200,
  'ScheduledExecutor.disposeFromMember',
  () => ({
    retryable: true,
    request: { schedulerName: string, taskName: string, memberUuid: uuid },
    response: {},
  }),
);
