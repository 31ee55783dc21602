import {
  boolean,
  byte,
  byteArray,
  entryList,
  float,
  int,
  list,
  long,
  mapOf,
  nullable,
  nullableUuid,
  since,
  string,
  uuid,
} from '../wire/field.js';
import { op } from '../wire/operation.js';
import { clientBwListEntry, indexConfig, mcEvent, wanReplicationRef } from './types.js';

export const mcReadMetrics = /* @__PURE__ */ op(0x200100, 'MC.readMetrics', () => ({
  retryable: true,
  request: { uuid: uuid, fromSequence: long },
  response: { elements: entryList(long, byteArray), nextSequence: long },
}));

export const mcChangeClusterState = /* @__PURE__ */ op(0x200200, 'MC.changeClusterState', () => ({
  request: { newState: int },
  response: {},
}));

export const mcGetMapConfig = /* @__PURE__ */ op(0x200300, 'MC.getMapConfig', () => ({
  retryable: true,
  request: { mapName: string },
  response: {
    inMemoryFormat: int,
    backupCount: int,
    asyncBackupCount: int,
    timeToLiveSeconds: int,
    maxIdleSeconds: int,
    maxSize: int,
    maxSizePolicy: int,
    readBackupData: boolean,
    evictionPolicy: int,
    mergePolicy: string,
    globalIndexes: since('2.4', list(indexConfig)),
    wanReplicationRef: since('2.7', nullable(wanReplicationRef)),
  },
}));

export const mcUpdateMapConfig = /* @__PURE__ */ op(0x200400, 'MC.updateMapConfig', () => ({
  request: {
    mapName: string,
    timeToLiveSeconds: int,
    maxIdleSeconds: int,
    evictionPolicy: int,
    readBackupData: boolean,
    maxSize: int,
    maxSizePolicy: int,
    wanReplicationRef: since('2.7', nullable(wanReplicationRef)),
  },
  response: {},
}));

export const mcGetMemberConfig = /* @__PURE__ */ op(0x200500, 'MC.getMemberConfig', () => ({
  retryable: true,
  request: {},
  response: { configXml: string },
}));

export const mcRunGc = /* @__PURE__ */ op(0x200600, 'MC.runGc', () => ({
  request: {},
  response: {},
}));

export const mcGetThreadDump = /* @__PURE__ */ op(0x200700, 'MC.getThreadDump', () => ({
  request: { dumpDeadLocks: boolean },
  response: { threadDump: string },
}));

export const mcShutdownMember = /* @__PURE__ */ op(0x200800, 'MC.shutdownMember', () => ({
  request: {},
  response: {},
}));

export const mcPromoteLiteMember = /* @__PURE__ */ op(0x200900, 'MC.promoteLiteMember', () => ({
  request: {},
  response: {},
}));

export const mcGetSystemProperties = /* @__PURE__ */ op(0x200a00, 'MC.getSystemProperties', () => ({
  retryable: true,
  request: {},
  response: { systemProperties: entryList(string, string) },
}));

export const mcGetTimedMemberState = /* @__PURE__ */ op(0x200b00, 'MC.getTimedMemberState', () => ({
  retryable: true,
  request: {},
  response: { timedMemberStateJson: nullable(string) },
}));

export const mcMatchMCConfig = /* @__PURE__ */ op(0x200c00, 'MC.matchMCConfig', () => ({
  request: { eTag: string },
  response: { result: boolean },
}));

export const mcApplyMCConfig = /* @__PURE__ */ op(0x200d00, 'MC.applyMCConfig', () => ({
  request: { eTag: string, clientBwListMode: int, clientBwListEntries: list(clientBwListEntry) },
  response: {},
}));

export const mcGetClusterMetadata = /* @__PURE__ */ op(0x200e00, 'MC.getClusterMetadata', () => ({
  retryable: true,
  request: {},
  response: {
    currentState: byte,
    memberVersion: string,
    jetVersion: nullable(string),
    clusterTime: long,
    clusterId: since('2.5', uuid),
  },
}));

export const mcShutdownCluster = /* @__PURE__ */ op(0x200f00, 'MC.shutdownCluster', () => ({
  request: {},
  response: {},
}));

export const mcChangeClusterVersion = /* @__PURE__ */ op(0x201000, 'MC.changeClusterVersion', () => ({
  request: { majorVersion: byte, minorVersion: byte },
  response: {},
}));

export const mcRunScript = /* @__PURE__ */ op(0x201100, 'MC.runScript', () => ({
  request: { engine: string, script: string },
  response: { result: nullable(string) },
}));

export const mcRunConsoleCommand = /* @__PURE__ */ op(0x201200, 'MC.runConsoleCommand', () => ({
  request: { namespace: nullable(string), command: string },
  response: { result: string },
}));

export const mcChangeWanReplicationState = /* @__PURE__ */ op(0x201300, 'MC.changeWanReplicationState', () => ({
  request: { wanReplicationName: string, wanPublisherId: string, newState: byte },
  response: {},
}));

export const mcClearWanQueues = /* @__PURE__ */ op(0x201400, 'MC.clearWanQueues', () => ({
  request: { wanReplicationName: string, wanPublisherId: string },
  response: {},
}));

export const mcAddWanBatchPublisherConfig = /* @__PURE__ */ op(0x201500, 'MC.addWanBatchPublisherConfig', () => ({
  request: {
    name: string,
    targetCluster: string,
    publisherId: nullable(string),
    endpoints: string,
    queueCapacity: int,
    batchSize: int,
    batchMaxDelayMillis: int,
    responseTimeoutMillis: int,
    ackType: int,
    queueFullBehavior: int,
    consistencyCheckStrategy: since('2.7', byte),
  },
  response: { addedPublisherIds: list(string), ignoredPublisherIds: list(string) },
}));

export const mcWanSyncMap = /* @__PURE__ */ op(0x201600, 'MC.wanSyncMap', () => ({
  request: { wanReplicationName: string, wanPublisherId: string, wanSyncType: int, mapName: nullable(string) },
  response: { uuid: uuid },
}));

export const mcCheckWanConsistency = /* @__PURE__ */ op(0x201700, 'MC.checkWanConsistency', () => ({
  request: { wanReplicationName: string, wanPublisherId: string, mapName: nullable(string) },
  response: { uuid: nullableUuid },
}));

export const mcPollMCEvents = /* @__PURE__ */ op(0x201800, 'MC.pollMCEvents', () => ({
  request: {},
  response: { events: list(mcEvent) },
}));

export const mcGetCPMembers = /* @__PURE__ */ op(0x201900, 'MC.getCPMembers', () => ({
  retryable: true,
  request: {},
  response: { cpMembers: entryList(uuid, uuid) },
}));

export const mcPromoteToCPMember = /* @__PURE__ */ op(0x201a00, 'MC.promoteToCPMember', () => ({
  request: {},
  response: {},
}));

export const mcRemoveCPMember = /* @__PURE__ */ op(0x201b00, 'MC.removeCPMember', () => ({
  request: { cpMemberUuid: uuid },
  response: {},
}));

export const mcResetCPSubsystem = /* @__PURE__ */ op(0x201c00, 'MC.resetCPSubsystem', () => ({
  request: {},
  response: {},
}));

export const mcTriggerPartialStart = /* @__PURE__ */ op(0x201d00, 'MC.triggerPartialStart', () => ({
  request: {},
  response: { result: boolean },
}));

export const mcTriggerForceStart = /* @__PURE__ */ op(0x201e00, 'MC.triggerForceStart', () => ({
  request: {},
  response: { result: boolean },
}));

export const mcTriggerHotRestartBackup = /* @__PURE__ */ op(0x201f00, 'MC.triggerHotRestartBackup', () => ({
  request: {},
  response: {},
}));

export const mcInterruptHotRestartBackup = /* @__PURE__ */ op(0x202000, 'MC.interruptHotRestartBackup', () => ({
  request: {},
  response: {},
}));

export const mcResetQueueAgeStatistics = /* @__PURE__ */ op(0x202100, 'MC.resetQueueAgeStatistics', () => ({
  route: 'name',
  request: { name: string },
  response: {},
}));

export const mcReloadConfig = /* @__PURE__ */ op(0x202200, 'MC.reloadConfig', () => ({
  request: {},
  response: { configReloadProcessId: uuid },
}));

export const mcUpdateConfig = /* @__PURE__ */ op(0x202300, 'MC.updateConfig', () => ({
  request: { configuration: string },
  response: { configUpdateProcessId: uuid },
}));

export const mcForceCloseCPSession = /* @__PURE__ */ op(0x202400, 'MC.forceCloseCPSession', () => ({
  request: { groupName: string, sessionId: long },
  response: { result: boolean },
}));

export const mcDemoteDataMember = /* @__PURE__ */ op(0x202500, 'MC.demoteDataMember', () => ({
  request: {},
  response: {},
}));

export const mcGetConfigFileContent = /* @__PURE__ */ op(0x202600, 'MC.getConfigFileContent', () => ({
  retryable: true,
  request: {},
  response: { configFileContent: nullable(string) },
}));

export const mcSetDiagnosticsConfig = /* @__PURE__ */ op(0x202700, 'MC.setDiagnosticsConfig', () => ({
  request: {
    enabled: boolean,
    outputType: string,
    includeEpochTime: boolean,
    maxRolledFileSizeInMB: float,
    maxRolledFileCount: int,
    logDirectory: string,
    fileNamePrefix: nullable(string),
    properties: nullable(mapOf(string, string)),
    autoOffDurationInMinutes: int,
  },
  response: {},
}));

export const mcGetDiagnosticsConfig = /* @__PURE__ */ op(0x202800, 'MC.getDiagnosticsConfig', () => ({
  retryable: true,
  request: {},
  response: {
    enabled: boolean,
    outputType: string,
    includeEpochTime: boolean,
    maxRolledFileSizeInMB: float,
    maxRolledFileCount: int,
    logDirectory: string,
    fileNamePrefix: nullable(string),
    properties: nullable(mapOf(string, string)),
    autoOffDurationInMinutes: int,
    canBeConfiguredDynamically: boolean,
  },
}));
