import { boolean, byte, data, int, list, long, mapOf, nullable, since, string } from '../wire/field.js';
import { op } from '../wire/operation.js';
import {
  attributeConfig,
  cacheSimpleEntryListenerConfig,
  dataPersistenceConfig,
  eventJournalConfig,
  evictionConfigHolder,
  hotRestartConfig,
  indexConfig,
  listenerConfigHolder,
  mapStoreConfigHolder,
  merkleTreeConfig,
  nearCacheConfigHolder,
  partitioningAttributeConfig,
  queryCacheConfigHolder,
  queueStoreConfigHolder,
  resourceDefinition,
  ringbufferStoreConfigHolder,
  tieredStoreConfig,
  timedExpiryPolicyFactoryConfig,
  vectorIndexConfig,
  wanBatchPublisherConfigHolder,
  wanConsumerConfigHolder,
  wanCustomPublisherConfigHolder,
  wanReplicationRef,
} from './types.js';

export const dynamicConfigAddMultiMapConfig = /* @__PURE__ */ op(0x1b0100, 'DynamicConfig.addMultiMapConfig', () => ({
  request: {
    name: string,
    collectionType: string,
    listenerConfigs: nullable(list(listenerConfigHolder)),
    binary: boolean,
    backupCount: int,
    asyncBackupCount: int,
    statisticsEnabled: boolean,
    splitBrainProtectionName: nullable(string),
    mergePolicy: string,
    mergeBatchSize: int,
    userCodeNamespace: since('2.7', nullable(string)),
  },
  response: {},
}));

export const dynamicConfigAddRingbufferConfig = /* @__PURE__ */ op(
  0x1b0200,
  'DynamicConfig.addRingbufferConfig',
  () => ({
    request: {
      name: string,
      capacity: int,
      backupCount: int,
      asyncBackupCount: int,
      timeToLiveSeconds: int,
      inMemoryFormat: string,
      ringbufferStoreConfig: nullable(ringbufferStoreConfigHolder),
      splitBrainProtectionName: nullable(string),
      mergePolicy: string,
      mergeBatchSize: int,
      userCodeNamespace: since('2.7', nullable(string)),
    },
    response: {},
  }),
);

export const dynamicConfigAddCardinalityEstimatorConfig = /* @__PURE__ */ op(
  0x1b0300,
  'DynamicConfig.addCardinalityEstimatorConfig',
  () => ({
    request: {
      name: string,
      backupCount: int,
      asyncBackupCount: int,
      splitBrainProtectionName: nullable(string),
      mergePolicy: string,
      mergeBatchSize: int,
    },
    response: {},
  }),
);

export const dynamicConfigAddListConfig = /* @__PURE__ */ op(0x1b0400, 'DynamicConfig.addListConfig', () => ({
  request: {
    name: string,
    listenerConfigs: nullable(list(listenerConfigHolder)),
    backupCount: int,
    asyncBackupCount: int,
    maxSize: int,
    statisticsEnabled: boolean,
    splitBrainProtectionName: nullable(string),
    mergePolicy: string,
    mergeBatchSize: int,
    userCodeNamespace: since('2.7', nullable(string)),
  },
  response: {},
}));

export const dynamicConfigAddSetConfig = /* @__PURE__ */ op(0x1b0500, 'DynamicConfig.addSetConfig', () => ({
  request: {
    name: string,
    listenerConfigs: nullable(list(listenerConfigHolder)),
    backupCount: int,
    asyncBackupCount: int,
    maxSize: int,
    statisticsEnabled: boolean,
    splitBrainProtectionName: nullable(string),
    mergePolicy: string,
    mergeBatchSize: int,
    userCodeNamespace: since('2.7', nullable(string)),
  },
  response: {},
}));

export const dynamicConfigAddReplicatedMapConfig = /* @__PURE__ */ op(
  0x1b0600,
  'DynamicConfig.addReplicatedMapConfig',
  () => ({
    request: {
      name: string,
      inMemoryFormat: string,
      asyncFillup: boolean,
      statisticsEnabled: boolean,
      mergePolicy: string,
      listenerConfigs: nullable(list(listenerConfigHolder)),
      splitBrainProtectionName: nullable(string),
      mergeBatchSize: int,
      userCodeNamespace: since('2.7', nullable(string)),
    },
    response: {},
  }),
);

export const dynamicConfigAddTopicConfig = /* @__PURE__ */ op(0x1b0700, 'DynamicConfig.addTopicConfig', () => ({
  request: {
    name: string,
    globalOrderingEnabled: boolean,
    statisticsEnabled: boolean,
    multiThreadingEnabled: boolean,
    listenerConfigs: nullable(list(listenerConfigHolder)),
    userCodeNamespace: since('2.7', nullable(string)),
  },
  response: {},
}));

export const dynamicConfigAddExecutorConfig = /* @__PURE__ */ op(0x1b0800, 'DynamicConfig.addExecutorConfig', () => ({
  request: {
    name: string,
    poolSize: int,
    queueCapacity: int,
    statisticsEnabled: boolean,
    splitBrainProtectionName: nullable(string),
    userCodeNamespace: since('2.7', nullable(string)),
  },
  response: {},
}));

export const dynamicConfigAddDurableExecutorConfig = /* @__PURE__ */ op(
  0x1b0900,
  'DynamicConfig.addDurableExecutorConfig',
  () => ({
    request: {
      name: string,
      poolSize: int,
      durability: int,
      capacity: int,
      splitBrainProtectionName: nullable(string),
      statisticsEnabled: since('2.1', boolean),
      userCodeNamespace: since('2.7', nullable(string)),
    },
    response: {},
  }),
);

export const dynamicConfigAddScheduledExecutorConfig = /* @__PURE__ */ op(
  0x1b0a00,
  'DynamicConfig.addScheduledExecutorConfig',
  () => ({
    request: {
      name: string,
      poolSize: int,
      durability: int,
      capacity: int,
      splitBrainProtectionName: nullable(string),
      mergePolicy: string,
      mergeBatchSize: int,
      statisticsEnabled: since('2.1', boolean),
      capacityPolicy: since('2.5', byte),
      userCodeNamespace: since('2.7', nullable(string)),
    },
    response: {},
  }),
);

export const dynamicConfigAddQueueConfig = /* @__PURE__ */ op(0x1b0b00, 'DynamicConfig.addQueueConfig', () => ({
  request: {
    name: string,
    listenerConfigs: nullable(list(listenerConfigHolder)),
    backupCount: int,
    asyncBackupCount: int,
    maxSize: int,
    emptyQueueTtl: int,
    statisticsEnabled: boolean,
    splitBrainProtectionName: nullable(string),
    queueStoreConfig: nullable(queueStoreConfigHolder),
    mergePolicy: string,
    mergeBatchSize: int,
    priorityComparatorClassName: since('2.1', nullable(string)),
    userCodeNamespace: since('2.7', nullable(string)),
  },
  response: {},
}));

export const dynamicConfigAddMapConfig = /* @__PURE__ */ op(0x1b0c00, 'DynamicConfig.addMapConfig', () => ({
  request: {
    name: string,
    backupCount: int,
    asyncBackupCount: int,
    timeToLiveSeconds: int,
    maxIdleSeconds: int,
    evictionConfig: nullable(evictionConfigHolder),
    readBackupData: boolean,
    cacheDeserializedValues: string,
    mergePolicy: string,
    mergeBatchSize: int,
    inMemoryFormat: string,
    listenerConfigs: nullable(list(listenerConfigHolder)),
    partitionLostListenerConfigs: nullable(list(listenerConfigHolder)),
    statisticsEnabled: boolean,
    splitBrainProtectionName: nullable(string),
    mapStoreConfig: nullable(mapStoreConfigHolder),
    nearCacheConfig: nullable(nearCacheConfigHolder),
    wanReplicationRef: nullable(wanReplicationRef),
    indexConfigs: nullable(list(indexConfig)),
    attributeConfigs: nullable(list(attributeConfig)),
    queryCacheConfigs: nullable(list(queryCacheConfigHolder)),
    partitioningStrategyClassName: nullable(string),
    partitioningStrategyImplementation: nullable(data),
    hotRestartConfig: nullable(hotRestartConfig),
    eventJournalConfig: nullable(eventJournalConfig),
    merkleTreeConfig: nullable(merkleTreeConfig),
    metadataPolicy: int,
    perEntryStatsEnabled: since('2.2', boolean),
    dataPersistenceConfig: since('2.5', dataPersistenceConfig),
    tieredStoreConfig: since('2.5', tieredStoreConfig),
    partitioningAttributeConfigs: since('2.6', nullable(list(partitioningAttributeConfig))),
    userCodeNamespace: since('2.7', nullable(string)),
  },
  response: {},
}));

export const dynamicConfigAddReliableTopicConfig = /* @__PURE__ */ op(
  0x1b0d00,
  'DynamicConfig.addReliableTopicConfig',
  () => ({
    request: {
      name: string,
      listenerConfigs: nullable(list(listenerConfigHolder)),
      readBatchSize: int,
      statisticsEnabled: boolean,
      topicOverloadPolicy: string,
      executor: nullable(data),
      userCodeNamespace: since('2.7', nullable(string)),
    },
    response: {},
  }),
);

export const dynamicConfigAddCacheConfig = /* @__PURE__ */ op(0x1b0e00, 'DynamicConfig.addCacheConfig', () => ({
  request: {
    name: string,
    keyType: nullable(string),
    valueType: nullable(string),
    statisticsEnabled: boolean,
    managementEnabled: boolean,
    readThrough: boolean,
    writeThrough: boolean,
    cacheLoaderFactory: nullable(string),
    cacheWriterFactory: nullable(string),
    cacheLoader: nullable(string),
    cacheWriter: nullable(string),
    backupCount: int,
    asyncBackupCount: int,
    inMemoryFormat: string,
    splitBrainProtectionName: nullable(string),
    mergePolicy: nullable(string),
    mergeBatchSize: int,
    disablePerEntryInvalidationEvents: boolean,
    partitionLostListenerConfigs: nullable(list(listenerConfigHolder)),
    expiryPolicyFactoryClassName: nullable(string),
    timedExpiryPolicyFactoryConfig: nullable(timedExpiryPolicyFactoryConfig),
    cacheEntryListeners: nullable(list(cacheSimpleEntryListenerConfig)),
    evictionConfig: nullable(evictionConfigHolder),
    wanReplicationRef: nullable(wanReplicationRef),
    eventJournalConfig: nullable(eventJournalConfig),
    hotRestartConfig: nullable(hotRestartConfig),
    merkleTreeConfig: since('2.3', nullable(merkleTreeConfig)),
    dataPersistenceConfig: since('2.5', dataPersistenceConfig),
    userCodeNamespace: since('2.7', nullable(string)),
  },
  response: {},
}));

export const dynamicConfigAddFlakeIdGeneratorConfig = /* @__PURE__ */ op(
  0x1b0f00,
  'DynamicConfig.addFlakeIdGeneratorConfig',
  () => ({
    request: {
      name: string,
      prefetchCount: int,
      prefetchValidity: long,
      statisticsEnabled: boolean,
      nodeIdOffset: long,
      epochStart: long,
      bitsSequence: int,
      bitsNodeId: int,
      allowedFutureMillis: long,
    },
    response: {},
  }),
);

export const dynamicConfigAddPNCounterConfig = /* @__PURE__ */ op(0x1b1000, 'DynamicConfig.addPNCounterConfig', () => ({
  request: { name: string, replicaCount: int, statisticsEnabled: boolean, splitBrainProtectionName: nullable(string) },
  response: {},
}));

export const dynamicConfigAddDataConnectionConfig = /* @__PURE__ */ op(
  0x1b1100,
  'DynamicConfig.addDataConnectionConfig',
  () => ({
    request: { name: string, type: string, shared: boolean, properties: mapOf(string, string) },
    response: {},
  }),
);

export const dynamicConfigAddWanReplicationConfig = /* @__PURE__ */ op(
  0x1b1200,
  'DynamicConfig.addWanReplicationConfig',
  () => ({
    request: {
      name: string,
      consumerConfig: nullable(wanConsumerConfigHolder),
      customPublisherConfigs: list(wanCustomPublisherConfigHolder),
      batchPublisherConfigs: list(wanBatchPublisherConfigHolder),
    },
    response: {},
  }),
);

export const dynamicConfigAddUserCodeNamespaceConfig = /* @__PURE__ */ op(
  0x1b1300,
  'DynamicConfig.addUserCodeNamespaceConfig',
  () => ({
    request: { name: string, resources: list(resourceDefinition) },
    response: {},
  }),
);

export const dynamicConfigAddVectorCollectionConfig = /* @__PURE__ */ op(
  0x1b1400,
  'DynamicConfig.addVectorCollectionConfig',
  () => ({
    request: {
      name: string,
      indexConfigs: list(vectorIndexConfig),
      backupCount: since('2.9', int),
      asyncBackupCount: since('2.9', int),
      splitBrainProtectionName: since('2.9', nullable(string)),
      mergePolicy: since('2.9', string),
      mergeBatchSize: since('2.9', int),
      userCodeNamespace: since('2.9', nullable(string)),
    },
    response: {},
  }),
);
