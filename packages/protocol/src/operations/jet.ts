import {
  boolean,
  byteArray,
  data,
  int,
  list,
  long,
  nullable,
  nullableUuid,
  since,
  string,
  uuid,
} from '../wire/field.js';
import { op } from '../wire/operation.js';
import { jobAndSqlSummary } from './types.js';

export const jetSubmitJob = /* @__PURE__ */ op(0xfe0100, 'Jet.submitJob', () => ({
  request: { jobId: long, dag: data, jobConfig: nullable(data), lightJobCoordinator: since('2.3', nullableUuid) },
  response: {},
}));

export const jetTerminateJob = /* @__PURE__ */ op(0xfe0200, 'Jet.terminateJob', () => ({
  request: { jobId: long, terminateMode: int, lightJobCoordinator: since('2.3', nullableUuid) },
  response: {},
}));

export const jetGetJobStatus = /* @__PURE__ */ op(0xfe0300, 'Jet.getJobStatus', () => ({
  retryable: true,
  request: { jobId: long },
  response: { response: int },
}));

export const jetGetJobIds = /* @__PURE__ */ op(0xfe0400, 'Jet.getJobIds', () => ({
  retryable: true,
  request: { onlyName: since('2.3', nullable(string)), onlyJobId: since('2.3', long) },
  response: { response: since('2.3', data) },
}));

export const jetJoinSubmittedJob = /* @__PURE__ */ op(0xfe0500, 'Jet.joinSubmittedJob', () => ({
  retryable: true,
  blocking: true,
  request: { jobId: long, lightJobCoordinator: since('2.3', nullableUuid) },
  response: {},
}));

export const jetGetJobSubmissionTime = /* @__PURE__ */ op(0xfe0700, 'Jet.getJobSubmissionTime', () => ({
  retryable: true,
  request: { jobId: long, lightJobCoordinator: since('2.3', nullableUuid) },
  response: { response: long },
}));

export const jetGetJobConfig = /* @__PURE__ */ op(0xfe0800, 'Jet.getJobConfig', () => ({
  retryable: true,
  request: { jobId: long, lightJobCoordinator: since('2.4', nullableUuid) },
  response: { response: data },
}));

export const jetResumeJob = /* @__PURE__ */ op(0xfe0900, 'Jet.resumeJob', () => ({
  request: { jobId: long },
  response: {},
}));

export const jetExportSnapshot = /* @__PURE__ */ op(0xfe0a00, 'Jet.exportSnapshot', () => ({
  request: { jobId: long, name: string, cancelJob: boolean },
  response: {},
}));

export const jetGetJobSummaryList = /* @__PURE__ */ op(0xfe0b00, 'Jet.getJobSummaryList', () => ({
  retryable: true,
  request: {},
  response: { response: data },
}));

export const jetExistsDistributedObject = /* @__PURE__ */ op(0xfe0c00, 'Jet.existsDistributedObject', () => ({
  retryable: true,
  request: { serviceName: string, objectName: string },
  response: { response: boolean },
}));

export const jetGetJobMetrics = /* @__PURE__ */ op(0xfe0d00, 'Jet.getJobMetrics', () => ({
  retryable: true,
  request: { jobId: long },
  response: { response: data },
}));

export const jetGetJobSuspensionCause = /* @__PURE__ */ op(0xfe0e00, 'Jet.getJobSuspensionCause', () => ({
  retryable: true,
  request: { jobId: long },
  response: { response: data },
}));

export const jetGetJobAndSqlSummaryList = /* @__PURE__ */ op(0xfe0f00, 'Jet.getJobAndSqlSummaryList', () => ({
  retryable: true,
  request: {},
  response: { response: list(jobAndSqlSummary) },
}));

export const jetIsJobUserCancelled = /* @__PURE__ */ op(0xfe1000, 'Jet.isJobUserCancelled', () => ({
  retryable: true,
  request: { jobId: long },
  response: { response: boolean },
}));

export const jetUploadJobMetaData = /* @__PURE__ */ op(0xfe1100, 'Jet.uploadJobMetaData', () => ({
  retryable: true,
  request: {
    sessionId: uuid,
    jarOnMember: boolean,
    fileName: string,
    sha256Hex: string,
    snapshotName: nullable(string),
    jobName: nullable(string),
    mainClass: nullable(string),
    jobParameters: list(string),
  },
  response: {},
}));

export const jetUploadJobMultipart = /* @__PURE__ */ op(0xfe1200, 'Jet.uploadJobMultipart', () => ({
  retryable: true,
  request: {
    sessionId: uuid,
    currentPartNumber: int,
    totalPartNumber: int,
    partData: byteArray,
    partSize: int,
    sha256Hex: string,
  },
  response: {},
}));

export const jetRemoveJobStatusListener = /* @__PURE__ */ op(0xfe1400, 'Jet.removeJobStatusListener', () => ({
  retryable: true,
  request: { jobId: long, registrationId: uuid },
  response: { response: boolean },
}));

export const jetAddJobStatusListener = /* @__PURE__ */ op(0xfe1300, 'Jet.addJobStatusListener', () => ({
  removedBy: jetRemoveJobStatusListener,
  request: { jobId: long, lightJobCoordinator: nullableUuid, localOnly: boolean },
  response: { response: nullableUuid },
  events: {
    JobStatus: {
      jobId: long,
      previousStatus: int,
      newStatus: int,
      description: nullable(string),
      userRequested: boolean,
    },
  },
}));

export const jetUpdateJobConfig = /* @__PURE__ */ op(0xfe1500, 'Jet.updateJobConfig', () => ({
  retryable: true,
  request: { jobId: long, deltaConfig: data },
  response: { updatedConfig: data },
}));
