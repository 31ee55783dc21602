import {
  boolean,
  byte,
  byteArray,
  entryList,
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
import { address, distributedObjectInfo, memberInfo, migrationState, raftGroupInfo, schema, version } from './types.js';

export const clientAuthentication = /* @__PURE__ */ op(0x000100, 'Client.authentication', () => ({
  retryable: true,
  request: {
    clusterName: string,
    username: nullable(string),
    password: nullable(string),
    uuid: nullableUuid,
    clientType: string,
    serializationVersion: byte,
    clientHazelcastVersion: string,
    clientName: string,
    labels: list(string),
    routingMode: since('2.8', byte),
    cpDirectToLeaderRouting: since('2.8', boolean),
  },
  response: {
    status: byte,
    address: nullable(address),
    memberUuid: nullableUuid,
    serializationVersion: byte,
    serverHazelcastVersion: string,
    partitionCount: int,
    clusterId: uuid,
    failoverSupported: boolean,
    tpcPorts: since('2.7', nullable(list(int))),
    tpcToken: since('2.7', nullable(byteArray)),
    memberListVersion: since('2.7', int),
    memberInfos: since('2.7', list(memberInfo)),
    partitionListVersion: since('2.7', int),
    partitions: since('2.7', entryList(uuid, list(int))),
    keyValuePairs: since('2.8', mapOf(string, string)),
  },
}));

export const clientAuthenticationCustom = /* @__PURE__ */ op(0x000200, 'Client.authenticationCustom', () => ({
  retryable: true,
  request: {
    clusterName: string,
    credentials: byteArray,
    uuid: nullableUuid,
    clientType: string,
    serializationVersion: byte,
    clientHazelcastVersion: string,
    clientName: string,
    labels: list(string),
    routingMode: since('2.8', byte),
    cpDirectToLeaderRouting: since('2.8', boolean),
  },
  response: {
    status: byte,
    address: nullable(address),
    memberUuid: nullableUuid,
    serializationVersion: byte,
    serverHazelcastVersion: string,
    partitionCount: int,
    clusterId: uuid,
    failoverSupported: boolean,
    tpcPorts: since('2.7', nullable(list(int))),
    tpcToken: since('2.7', nullable(byteArray)),
    memberListVersion: since('2.7', int),
    memberInfos: since('2.7', nullable(list(memberInfo))),
    partitionListVersion: since('2.7', int),
    partitions: since('2.7', nullable(entryList(uuid, list(int)))),
    keyValuePairs: since('2.8', mapOf(string, string)),
  },
}));

export const clientAddClusterViewListener = /* @__PURE__ */ op(0x000300, 'Client.addClusterViewListener', () => ({
  request: {},
  response: {},
  events: {
    MembersView: { version: int, memberInfos: list(memberInfo) },
    PartitionsView: { version: int, partitions: entryList(uuid, list(int)) },
    MemberGroupsView: { version: int, memberGroups: list(list(uuid)) },
    ClusterVersion: { version: version },
  },
}));

export const clientCreateProxy = /* @__PURE__ */ op(0x000400, 'Client.createProxy', () => ({
  request: { name: string, serviceName: string },
  response: {},
}));

export const clientDestroyProxy = /* @__PURE__ */ op(0x000500, 'Client.destroyProxy', () => ({
  request: { name: string, serviceName: string },
  response: {},
}));

export const clientRemovePartitionLostListener = /* @__PURE__ */ op(
  0x000700,
  'Client.removePartitionLostListener',
  () => ({
    retryable: true,
    request: { registrationId: uuid },
    response: { response: boolean },
  }),
);

export const clientAddPartitionLostListener = /* @__PURE__ */ op(0x000600, 'Client.addPartitionLostListener', () => ({
  removedBy: clientRemovePartitionLostListener,
  request: { localOnly: boolean },
  response: { response: uuid },
  events: { PartitionLost: { partitionId: int, lostBackupCount: int, source: nullableUuid } },
}));

export const clientGetDistributedObjects = /* @__PURE__ */ op(0x000800, 'Client.getDistributedObjects', () => ({
  request: {},
  response: { response: list(distributedObjectInfo) },
}));

export const clientRemoveDistributedObjectListener = /* @__PURE__ */ op(
  0x000a00,
  'Client.removeDistributedObjectListener',
  () => ({
    retryable: true,
    request: { registrationId: uuid },
    response: { response: boolean },
  }),
);

export const clientAddDistributedObjectListener = /* @__PURE__ */ op(
  0x000900,
  'Client.addDistributedObjectListener',
  () => ({
    removedBy: clientRemoveDistributedObjectListener,
    request: { localOnly: boolean },
    response: { response: uuid },
    events: { DistributedObject: { name: string, serviceName: string, eventType: string, source: uuid } },
  }),
);

export const clientPing = /* @__PURE__ */ op(0x000b00, 'Client.ping', () => ({
  retryable: true,
  request: {},
  response: {},
}));

export const clientStatistics = /* @__PURE__ */ op(0x000c00, 'Client.statistics', () => ({
  request: { timestamp: long, clientAttributes: string, metricsBlob: byteArray },
  response: {},
}));

export const clientDeployClasses = /* @__PURE__ */ op(0x000d00, 'Client.deployClasses', () => ({
  request: { classDefinitions: entryList(string, byteArray) },
  response: {},
}));

export const clientCreateProxies = /* @__PURE__ */ op(0x000e00, 'Client.createProxies', () => ({
  request: { proxies: entryList(string, string) },
  response: {},
}));

export const clientLocalBackupListener = /* @__PURE__ */ op(0x000f00, 'Client.localBackupListener', () => ({
  request: {},
  response: { response: uuid },
  events: { backup: { sourceInvocationCorrelationId: long } },
}));

export const clientTriggerPartitionAssignment = /* @__PURE__ */ op(
  0x001000,
  'Client.triggerPartitionAssignment',
  () => ({
    retryable: true,
    request: {},
    response: {},
  }),
);

export const clientRemoveMigrationListener = /* @__PURE__ */ op(0x001200, 'Client.removeMigrationListener', () => ({
  retryable: true,
  request: { registrationId: uuid },
  response: { response: boolean },
}));

export const clientAddMigrationListener = /* @__PURE__ */ op(0x001100, 'Client.addMigrationListener', () => ({
  removedBy: clientRemoveMigrationListener,
  request: { localOnly: boolean },
  response: { response: uuid },
  events: {
    Migration: { migrationState: migrationState, type: int },
    ReplicaMigration: {
      migrationState: migrationState,
      partitionId: int,
      replicaIndex: int,
      sourceUuid: nullableUuid,
      destUuid: nullableUuid,
      success: boolean,
      elapsedTime: long,
    },
  },
}));

export const clientSendSchema = /* @__PURE__ */ op(0x001300, 'Client.sendSchema', () => ({
  retryable: true,
  request: { schema: schema },
  response: { replicatedMembers: list(uuid) },
}));

export const clientFetchSchema = /* @__PURE__ */ op(0x001400, 'Client.fetchSchema', () => ({
  retryable: true,
  request: { schemaId: long },
  response: { schema: nullable(schema) },
}));

export const clientSendAllSchemas = /* @__PURE__ */ op(0x001500, 'Client.sendAllSchemas', () => ({
  retryable: true,
  request: { schemas: list(schema) },
  response: {},
}));

export const clientTpcAuthentication = /* @__PURE__ */ op(0x001600, 'Client.tpcAuthentication', () => ({
  retryable: true,
  request: { uuid: uuid, token: byteArray },
  response: {},
}));

export const clientAddCPGroupViewListener = /* @__PURE__ */ op(0x001700, 'Client.addCPGroupViewListener', () => ({
  request: {},
  response: {},
  events: { GroupsView: { version: long, groupsInfo: list(raftGroupInfo), cpToApUuids: entryList(uuid, uuid) } },
}));
