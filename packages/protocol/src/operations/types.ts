// The custom types of the protocol, each before those that hold it. The order of the fields is the order on the wire.
import {
  blob,
  boolean,
  byte,
  byteArray,
  data,
  entryList,
  float,
  floatArray,
  int,
  keyData,
  list,
  long,
  mapOf,
  nullable,
  nullableUuid,
  since,
  string,
  uuid,
  valueData,
} from '../wire/field.js';
import { structure } from '../wire/structure.js';

export const address = /* @__PURE__ */ structure('Address', () => ({ host: string, port: int }));

export const cacheEventData = /* @__PURE__ */ structure('CacheEventData', () => ({
  name: string,
  cacheEventType: int,
  dataKey: nullable(data),
  dataValue: nullable(data),
  dataOldValue: nullable(data),
  oldValueAvailable: boolean,
}));

export const cacheSimpleEntryListenerConfig = /* @__PURE__ */ structure('CacheSimpleEntryListenerConfig', () => ({
  oldValueRequired: boolean,
  synchronous: boolean,
  cacheEntryListenerFactory: nullable(string),
  cacheEntryEventFilterFactory: nullable(string),
}));

export const distributedObjectInfo = /* @__PURE__ */ structure('DistributedObjectInfo', () => ({
  serviceName: string,
  name: string,
}));

export const stackTraceElement = /* @__PURE__ */ structure('StackTraceElement', () => ({
  className: string,
  methodName: string,
  fileName: nullable(string),
  lineNumber: int,
}));

export const errorHolder = /* @__PURE__ */ structure('ErrorHolder', () => ({
  errorCode: int,
  className: string,
  message: nullable(string),
  stackTraceElements: list(stackTraceElement),
}));

export const eventJournalConfig = /* @__PURE__ */ structure('EventJournalConfig', () => ({
  enabled: boolean,
  capacity: int,
  timeToLiveSeconds: int,
}));

export const evictionConfigHolder = /* @__PURE__ */ structure('EvictionConfigHolder', () => ({
  size: int,
  maxSizePolicy: string,
  evictionPolicy: string,
  comparatorClassName: nullable(string),
  comparator: nullable(data),
}));

export const hotRestartConfig = /* @__PURE__ */ structure('HotRestartConfig', () => ({
  enabled: boolean,
  fsync: boolean,
}));

export const listenerConfigHolder = /* @__PURE__ */ structure('ListenerConfigHolder', () => ({
  listenerType: int,
  listenerImplementation: nullable(data),
  className: nullable(string),
  includeValue: boolean,
  local: boolean,
}));

export const attributeConfig = /* @__PURE__ */ structure('AttributeConfig', () => ({
  name: string,
  extractorClassName: string,
}));

export const capacity = /* @__PURE__ */ structure('Capacity', () => ({ value: long, unit: int }));

export const memoryTierConfig = /* @__PURE__ */ structure('MemoryTierConfig', () => ({ capacity: capacity }));

export const bTreeIndexConfig = /* @__PURE__ */ structure('BTreeIndexConfig', () => ({
  pageSize: capacity,
  memoryTierConfig: memoryTierConfig,
}));

export const bitmapIndexOptions = /* @__PURE__ */ structure('BitmapIndexOptions', () => ({
  uniqueKey: string,
  uniqueKeyTransformation: int,
}));

export const indexConfig = /* @__PURE__ */ structure('IndexConfig', () => ({
  name: nullable(string),
  type: int,
  attributes: list(string),
  bitmapIndexOptions: nullable(bitmapIndexOptions),
  bTreeIndexConfig: since('2.5', nullable(bTreeIndexConfig)),
}));

export const mapStoreConfigHolder = /* @__PURE__ */ structure('MapStoreConfigHolder', () => ({
  enabled: boolean,
  writeCoalescing: boolean,
  writeDelaySeconds: int,
  writeBatchSize: int,
  className: nullable(string),
  implementation: nullable(data),
  factoryClassName: nullable(string),
  factoryImplementation: nullable(data),
  properties: nullable(mapOf(string, string)),
  initialLoadMode: string,
  offload: since('2.5', boolean),
}));

export const merkleTreeConfig = /* @__PURE__ */ structure('MerkleTreeConfig', () => ({
  enabled: boolean,
  depth: int,
  enabledSet: since('2.3', boolean),
}));

export const nearCachePreloaderConfig = /* @__PURE__ */ structure('NearCachePreloaderConfig', () => ({
  enabled: boolean,
  directory: string,
  storeInitialDelaySeconds: int,
  storeIntervalSeconds: int,
}));

export const nearCacheConfigHolder = /* @__PURE__ */ structure('NearCacheConfigHolder', () => ({
  name: string,
  inMemoryFormat: string,
  serializeKeys: boolean,
  invalidateOnChange: boolean,
  timeToLiveSeconds: int,
  maxIdleSeconds: int,
  evictionConfigHolder: evictionConfigHolder,
  cacheLocalEntries: boolean,
  localUpdatePolicy: string,
  preloaderConfig: nullable(nearCachePreloaderConfig),
}));

export const predicateConfigHolder = /* @__PURE__ */ structure('PredicateConfigHolder', () => ({
  className: nullable(string),
  sql: nullable(string),
  implementation: nullable(data),
}));

export const queryCacheConfigHolder = /* @__PURE__ */ structure('QueryCacheConfigHolder', () => ({
  batchSize: int,
  bufferSize: int,
  delaySeconds: int,
  includeValue: boolean,
  populate: boolean,
  coalesce: boolean,
  inMemoryFormat: string,
  name: string,
  predicateConfigHolder: predicateConfigHolder,
  evictionConfigHolder: evictionConfigHolder,
  listenerConfigs: nullable(list(listenerConfigHolder)),
  indexConfigs: nullable(list(indexConfig)),
  serializeKeys: since('2.4', boolean),
}));

export const queryCacheEventData = /* @__PURE__ */ structure('QueryCacheEventData', () => ({
  dataKey: nullable(data),
  dataNewValue: nullable(data),
  sequence: long,
  eventType: int,
  partitionId: int,
  mapName: since('2.7', string),
}));

export const queueStoreConfigHolder = /* @__PURE__ */ structure('QueueStoreConfigHolder', () => ({
  className: nullable(string),
  factoryClassName: nullable(string),
  implementation: nullable(data),
  factoryImplementation: nullable(data),
  properties: nullable(mapOf(string, string)),
  enabled: boolean,
}));

export const raftGroupId = /* @__PURE__ */ structure('RaftGroupId', () => ({ name: string, seed: long, id: long }));

export const ringbufferStoreConfigHolder = /* @__PURE__ */ structure('RingbufferStoreConfigHolder', () => ({
  className: nullable(string),
  factoryClassName: nullable(string),
  implementation: nullable(data),
  factoryImplementation: nullable(data),
  properties: nullable(mapOf(string, string)),
  enabled: boolean,
}));

export const scheduledTaskHandler = /* @__PURE__ */ structure('ScheduledTaskHandler', () => ({
  uuid: nullableUuid,
  partitionId: int,
  schedulerName: string,
  taskName: string,
}));

export const simpleEntryView = /* @__PURE__ */ structure('SimpleEntryView', () => ({
  key: keyData,
  value: valueData,
  cost: long,
  creationTime: long,
  expirationTime: long,
  hits: long,
  lastAccessTime: long,
  lastStoredTime: long,
  lastUpdateTime: long,
  version: long,
  ttl: long,
  maxIdle: long,
}));

export const durationConfig = /* @__PURE__ */ structure('DurationConfig', () => ({
  durationAmount: long,
  timeUnit: int,
}));

export const timedExpiryPolicyFactoryConfig = /* @__PURE__ */ structure('TimedExpiryPolicyFactoryConfig', () => ({
  expiryPolicyType: int,
  durationConfig: durationConfig,
}));

export const wanReplicationRef = /* @__PURE__ */ structure('WanReplicationRef', () => ({
  name: string,
  mergePolicyClassName: string,
  filters: nullable(list(string)),
  republishingEnabled: boolean,
}));

export const xid = /* @__PURE__ */ structure('Xid', () => ({
  formatId: int,
  globalTransactionId: byteArray,
  branchQualifier: byteArray,
}));

export const mergePolicyConfig = /* @__PURE__ */ structure('MergePolicyConfig', () => ({
  policy: string,
  batchSize: int,
}));

export const dataPersistenceConfig = /* @__PURE__ */ structure('DataPersistenceConfig', () => ({
  enabled: boolean,
  fsync: boolean,
}));

export const cacheConfigHolder = /* @__PURE__ */ structure('CacheConfigHolder', () => ({
  name: string,
  managerPrefix: nullable(string),
  uriString: nullable(string),
  backupCount: int,
  asyncBackupCount: int,
  inMemoryFormat: string,
  evictionConfigHolder: evictionConfigHolder,
  wanReplicationRef: nullable(wanReplicationRef),
  keyClassName: string,
  valueClassName: string,
  cacheLoaderFactory: nullable(data),
  cacheWriterFactory: nullable(data),
  expiryPolicyFactory: data,
  readThrough: boolean,
  writeThrough: boolean,
  storeByValue: boolean,
  managementEnabled: boolean,
  statisticsEnabled: boolean,
  hotRestartConfig: nullable(hotRestartConfig),
  eventJournalConfig: nullable(eventJournalConfig),
  splitBrainProtectionName: nullable(string),
  listenerConfigurations: nullable(list(data)),
  mergePolicyConfig: mergePolicyConfig,
  disablePerEntryInvalidationEvents: boolean,
  cachePartitionLostListenerConfigs: nullable(list(listenerConfigHolder)),
  merkleTreeConfig: since('2.3', nullable(merkleTreeConfig)),
  dataPersistenceConfig: since('2.5', dataPersistenceConfig),
  userCodeNamespace: since('2.7', nullable(string)),
}));

export const clientBwListEntry = /* @__PURE__ */ structure('ClientBwListEntry', () => ({ type: int, value: string }));

export const endpointQualifier = /* @__PURE__ */ structure('EndpointQualifier', () => ({
  type: int,
  identifier: nullable(string),
}));

export const memberVersion = /* @__PURE__ */ structure('MemberVersion', () => ({
  major: byte,
  minor: byte,
  patch: byte,
}));

export const memberInfo = /* @__PURE__ */ structure('MemberInfo', () => ({
  address: address,
  uuid: uuid,
  attributes: mapOf(string, string),
  liteMember: boolean,
  version: memberVersion,
  addressMap: since('2.0.1', mapOf(endpointQualifier, address)),
}));

export const mcEvent = /* @__PURE__ */ structure('MCEvent', () => ({ timestamp: long, type: int, dataJson: string }));

export const anchorDataListHolder = /* @__PURE__ */ structure('AnchorDataListHolder', () => ({
  anchorPageList: list(int),
  anchorDataList: entryList(blob, blob),
}));

export const pagingPredicateHolder = /* @__PURE__ */ structure('PagingPredicateHolder', () => ({
  anchorDataListHolder: anchorDataListHolder,
  predicateData: nullable(data),
  comparatorData: nullable(data),
  pageSize: int,
  page: int,
  iterationTypeId: byte,
  partitionKeyData: nullable(data),
  partitionKeysData: since('2.5', nullable(list(data))),
}));

export const sqlQueryId = /* @__PURE__ */ structure('SqlQueryId', () => ({
  memberIdHigh: long,
  memberIdLow: long,
  localIdHigh: long,
  localIdLow: long,
}));

export const sqlError = /* @__PURE__ */ structure('SqlError', () => ({
  code: int,
  message: nullable(string),
  originatingMemberId: uuid,
  suggestion: since('2.3', nullable(string)),
  causeStackTrace: since('2.7', nullable(string)),
}));

export const sqlColumnMetadata = /* @__PURE__ */ structure('SqlColumnMetadata', () => ({
  name: string,
  type: int,
  nullable: since('2.2', boolean),
}));

export const cpMember = /* @__PURE__ */ structure('CPMember', () => ({
  uuid: uuid,
  address: address,
  autoStepDownWhenLeader: since('2.10', boolean),
}));

export const migrationState = /* @__PURE__ */ structure('MigrationState', () => ({
  startTime: long,
  plannedMigrations: int,
  completedMigrations: int,
  totalElapsedTime: long,
}));

export const fieldDescriptor = /* @__PURE__ */ structure('FieldDescriptor', () => ({ fieldName: string, kind: int }));

export const schema = /* @__PURE__ */ structure('Schema', () => ({ typeName: string, fields: list(fieldDescriptor) }));

export const hazelcastJsonValue = /* @__PURE__ */ structure('HazelcastJsonValue', () => ({ value: string }));

export const diskTierConfig = /* @__PURE__ */ structure('DiskTierConfig', () => ({
  enabled: boolean,
  deviceName: string,
}));

export const tieredStoreConfig = /* @__PURE__ */ structure('TieredStoreConfig', () => ({
  enabled: boolean,
  memoryTierConfig: memoryTierConfig,
  diskTierConfig: diskTierConfig,
}));

export const sqlSummary = /* @__PURE__ */ structure('SqlSummary', () => ({ query: string, unbounded: boolean }));

export const jobAndSqlSummary = /* @__PURE__ */ structure('JobAndSqlSummary', () => ({
  lightJob: boolean,
  jobId: long,
  executionId: long,
  nameOrId: string,
  status: int,
  submissionTime: long,
  completionTime: long,
  failureText: nullable(string),
  sqlSummary: nullable(sqlSummary),
  suspensionCause: since('2.6', nullable(string)),
  userCancelled: since('2.6', boolean),
}));

export const partitioningAttributeConfig = /* @__PURE__ */ structure('PartitioningAttributeConfig', () => ({
  attributeName: string,
}));

export const wanConsumerConfigHolder = /* @__PURE__ */ structure('WanConsumerConfigHolder', () => ({
  persistWanReplicatedData: boolean,
  className: nullable(string),
  implementation: nullable(data),
  properties: mapOf(string, data),
}));

export const wanCustomPublisherConfigHolder = /* @__PURE__ */ structure('WanCustomPublisherConfigHolder', () => ({
  publisherId: nullable(string),
  className: nullable(string),
  implementation: nullable(data),
  properties: mapOf(string, data),
}));

export const awsConfig = /* @__PURE__ */ structure('AwsConfig', () => ({
  tag: string,
  enabled: boolean,
  usePublicIp: boolean,
  properties: mapOf(string, string),
}));

export const azureConfig = /* @__PURE__ */ structure('AzureConfig', () => ({
  tag: string,
  enabled: boolean,
  usePublicIp: boolean,
  properties: mapOf(string, string),
}));

export const discoveryStrategyConfig = /* @__PURE__ */ structure('DiscoveryStrategyConfig', () => ({
  className: string,
  properties: mapOf(string, data),
}));

export const discoveryConfig = /* @__PURE__ */ structure('DiscoveryConfig', () => ({
  discoveryStrategyConfigs: list(discoveryStrategyConfig),
  discoveryServiceProvider: data,
  nodeFilter: data,
  nodeFilterClass: string,
}));

export const eurekaConfig = /* @__PURE__ */ structure('EurekaConfig', () => ({
  tag: string,
  enabled: boolean,
  usePublicIp: boolean,
  properties: mapOf(string, string),
}));

export const gcpConfig = /* @__PURE__ */ structure('GcpConfig', () => ({
  tag: string,
  enabled: boolean,
  usePublicIp: boolean,
  properties: mapOf(string, string),
}));

export const kubernetesConfig = /* @__PURE__ */ structure('KubernetesConfig', () => ({
  tag: string,
  enabled: boolean,
  usePublicIp: boolean,
  properties: mapOf(string, string),
}));

export const wanSyncConfig = /* @__PURE__ */ structure('WanSyncConfig', () => ({ consistencyCheckStrategy: byte }));

export const wanBatchPublisherConfigHolder = /* @__PURE__ */ structure('WanBatchPublisherConfigHolder', () => ({
  publisherId: nullable(string),
  className: nullable(string),
  implementation: nullable(data),
  properties: mapOf(string, data),
  clusterName: nullable(string),
  snapshotEnabled: boolean,
  initialPublisherState: byte,
  queueCapacity: int,
  batchSize: int,
  batchMaxDelayMillis: int,
  responseTimeoutMillis: int,
  queueFullBehavior: int,
  acknowledgeType: int,
  discoveryPeriodSeconds: int,
  maxTargetEndpoints: int,
  maxConcurrentInvocations: int,
  useEndpointPrivateAddress: boolean,
  idleMinParkNs: long,
  idleMaxParkNs: long,
  targetEndpoints: string,
  awsConfig: awsConfig,
  gcpConfig: gcpConfig,
  azureConfig: azureConfig,
  kubernetesConfig: kubernetesConfig,
  eurekaConfig: eurekaConfig,
  discoveryConfig: discoveryConfig,
  syncConfig: wanSyncConfig,
  endpoint: nullable(string),
}));

export const replicatedMapEntryViewHolder = /* @__PURE__ */ structure('ReplicatedMapEntryViewHolder', () => ({
  key: keyData,
  value: valueData,
  creationTime: long,
  hits: long,
  lastAccessTime: long,
  lastUpdateTime: long,
  ttlMillis: long,
}));

export const resourceDefinition = /* @__PURE__ */ structure('ResourceDefinition', () => ({
  id: string,
  resourceType: int,
  payload: nullable(byteArray),
  resourceUrl: nullable(string),
}));

export const vectorIndexConfig = /* @__PURE__ */ structure('VectorIndexConfig', () => ({
  name: nullable(string),
  metric: int,
  dimension: int,
  maxDegree: int,
  efConstruction: int,
  useDeduplication: boolean,
}));

export const vectorPair = /* @__PURE__ */ structure('VectorPair', () => ({
  name: string,
  type: byte,
  vector: nullable(floatArray),
}));

export const vectorDocument = /* @__PURE__ */ structure('VectorDocument', () => ({
  value: data,
  vectors: list(vectorPair),
}));

export const vectorSearchOptions = /* @__PURE__ */ structure('VectorSearchOptions', () => ({
  includeValue: boolean,
  includeVectors: boolean,
  limit: int,
  hints: nullable(mapOf(string, string)),
}));

export const vectorSearchResult = /* @__PURE__ */ structure('VectorSearchResult', () => ({
  key: data,
  value: nullable(data),
  score: float,
  vectors: nullable(list(vectorPair)),
}));

export const version = /* @__PURE__ */ structure('Version', () => ({ major: byte, minor: byte }));

export const raftGroupInfo = /* @__PURE__ */ structure('RaftGroupInfo', () => ({
  groupId: raftGroupId,
  leader: cpMember,
  followers: list(cpMember),
}));
