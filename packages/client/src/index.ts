// The public door of the isomorphic client.
export { type Platform, HazelcastClient } from './client.js';
export type { ClientEvent } from './client-events.js';
export type { ConnectionInfo } from './cluster/connections.js';
export type { LifecycleState } from './cluster/lifecycle.js';
export type { InitialMembers, Member, MembershipEvent } from './cluster/members.js';
export type { AtomicLong } from './concurrency/atomic-long.js';
export type { AtomicReference } from './concurrency/atomic-reference.js';
export type { BackendOptions, Primitive } from './concurrency/backend.js';
export type { CountDownLatch } from './concurrency/count-down-latch.js';
export type { CpGroupAvailabilityEvent, CpMember, CpMembershipEvent } from './concurrency/cp/cp-events.js';
export type { FencedLock, FencedLockOptions, HeldLock, LockedWork, LostLock } from './concurrency/fenced-lock.js';
export type { IdGenerator, IdGeneratorOptions } from './concurrency/id-generator.js';
export type { PermitOptions, Semaphore } from './concurrency/semaphore.js';
export {
  AuthenticationError,
  type ClientErrorCode,
  ConnectionError,
  type ErrorCode,
  HazelcastError,
  IndeterminateError,
  type MemberErrorCode,
  SerializationError,
  type SqlErrorCode,
  type SqlFailure,
  TimeoutError,
} from './errors.js';
export type { CallOptions } from './invocation/call-options.js';
export type { ListenRequest } from './invocation/listeners.js';
export type { Pressure, StreamPressure } from './invocation/pressure.js';
export type { Signal } from './invocation/registration.js';
export type {
  BalancedMember,
  ClientConfig,
  ClientProperties,
  ConcurrencyBackend,
  ConcurrencyConfig,
  ConnectionRetryConfig,
  ConnectionStrategyConfig,
  FlakeIdGeneratorConfig,
  LoadBalancer,
  LoadBalancerConfig,
  NetworkConfig,
  ReliableTopicConfig,
  SecurityConfig,
  SerializationConfig,
  SslConfig,
  TopicOverloadPolicy,
} from './options.js';
export { default as Long } from 'long';
export { pipelined } from './pipelined.js';
export type { LiveCause, LiveChange, LiveOptions, LiveResync, LiveSnapshot } from './query/live-change.js';
export type { Aggregator } from './query/aggregator.js';
export * as Aggregators from './query/aggregators.js';
export type { Attribute } from './query/attribute.js';
export type {
  AnyAttribute,
  ArrayAttribute,
  AttributeOf,
  Attributes,
  EqualAttribute,
  OrderedAttribute,
  RecordAttribute,
  TextAttribute,
} from './query/attribute-types.js';
export { attributes, keyAttributes } from './query/attributes.js';
export type { Comparand, Orderable } from './query/comparand.js';
export type { PagingOptions, PagingPredicate } from './query/paging-predicate.js';
export type { Predicate, ResultOf, WholeEntry } from './query/predicate.js';
export * as Predicates from './query/predicates.js';
export type { Projection } from './query/projection.js';
export * as Projections from './query/projections.js';
export { toCollection } from './query/to-collection.js';
export type { SqlColumn, SqlColumnTypes, SqlRow, SqlType } from './sql/sql-column.js';
export type { AnySqlRow, Sql } from './sql/sql.js';
export type { SqlConsumeOptions, SqlOptions, SqlQueryOptions } from './sql/statement.js';
export type { CountedStream, StreamCounter } from './stream-counts.js';
export type { CardinalityEstimator } from './structures/cardinality-estimator.js';
export type {
  DistributedObject,
  DistributedObjectEvent,
  MapPartitionLostEvent,
  MigrationEvent,
  MigrationProgress,
  PartitionLostEvent,
} from './structures/cluster-event.js';
export type { EntryTypes, ItemType, LazyEntryTypes, LazyItemType } from './structures/declared-types.js';
export type { EntryEvent, EntryEventType, MapEvent } from './structures/entry-event.js';
export type { EntryView } from './structures/entry-view.js';
export type { ExecutorService, MemberResult, TaskOptions } from './structures/executor-service.js';
export type { FlakeIdGenerator } from './structures/flake-id-generator.js';
export type { IndexConfig } from './structures/index-config.js';
export type { ItemEvent, ItemEventOf, ItemEventOptions } from './structures/item-event.js';
export type {
  JournalCheckpoint,
  JournalEvent,
  JournalEventType,
  JournalLoss,
  JournalMark,
  JournalPlace,
  ProjectedEvent,
} from './structures/journal/journal-event.js';
export type {
  ConsumeJournalOptions,
  JournalChangeOf,
  JournalItemOf,
  JournalOptions,
  JournalReadOptions,
} from './structures/journal/journal-options.js';
export type { KeyLock, LockOptions } from './structures/key-lock.js';
export { type Lazy, lazy } from './structures/lazy.js';
export type { HazelcastList } from './structures/list.js';
export type { HazelcastMap, MapLock } from './structures/map.js';
export type { LockableStructure } from './structures/lockable-structure.js';
export type { MultiMap, MultiMapEvent, MultiMapEventOptions, MultiMapLock } from './structures/multi-map.js';
export type { ConsumeOptions, IterationOptions } from './structures/pages.js';
export type { EntryConsumeOptions, EntryIterationOptions, QueriedMap } from './structures/queried-map.js';
export type { EntryEventOptions, QueryableMap } from './structures/queryable-map.js';
export type { ReplicatedMap, ReplicatedMapEvent, ReplicatedMapEventOptions } from './structures/replicated-map.js';
export type { PNCounter } from './structures/pn-counter.js';
export type { PutFromOptions, PutProgress } from './structures/put-from.js';
export type { HazelcastQueue } from './structures/queue.js';
export type { QueueConsumeOptions, QueueItemHandler } from './structures/queue-consumption.js';
export type {
  PublishOptions,
  ReliableTopic,
  ReliableTopicConsumeOptions,
  ReliableTopicMessage,
  ReliableTopicOptions,
} from './structures/reliable-topic.js';
export type { OverflowPolicy, ReadResult, Ringbuffer } from './structures/ringbuffer.js';
export type {
  RingbufferConsumeOptions,
  RingbufferReadOptions,
  RingbufferStreamOptions,
} from './structures/ringbuffer-options.js';
export type { RingbufferItem, RingbufferLoss, RingbufferRecord } from './structures/ringbuffer-record.js';
export type { HazelcastSet } from './structures/set.js';
export type { Storable, Structure } from './structures/structure.js';
export type { Transaction, TransactionOptions } from './structures/transaction/transaction.js';
export type { TransactionalList } from './structures/transaction/transactional-list.js';
export type { TransactionalMap } from './structures/transaction/transactional-map.js';
export type { TransactionalMultiMap } from './structures/transaction/transactional-multi-map.js';
export type { TransactionalQueue } from './structures/transaction/transactional-queue.js';
export type { TransactionalSet } from './structures/transaction/transactional-set.js';
export type { Topic, TopicMessage } from './structures/topic.js';
export {
  type AsyncIterableOptions,
  type BufferedIterable,
  type BufferOverflow,
  toAsyncIterable,
} from './to-async-iterable.js';
export { type Accept, dialMemory } from './transport/memory.js';
export type { Address, Dial, Transport, TransportHandlers } from './transport/transport.js';
export {
  type AnyCompactType,
  type AnyDataType,
  array,
  type ArrayType,
  BigDecimal,
  bigint64,
  bigInteger,
  boolean,
  bytes,
  char,
  compact,
  type CompactField,
  type CompactReader,
  type CompactRegistration,
  type CompactSerializer,
  type CompactType,
  type CompactWriter,
  type CustomSerializer,
  Data,
  type DataInput,
  type DataOutput,
  type DataType,
  date,
  decimal,
  FieldKind,
  FieldType,
  float32,
  float64,
  GenericRecord,
  type GlobalSerializer,
  HazelcastJsonValue,
  type IdentifiedDataSerializable,
  type IdentifiedFactories,
  type IdentifiedFactory,
  type Infer,
  int16,
  int32,
  int64,
  int8,
  JavaClass,
  type JavaPrimitive,
  json,
  LocalDate,
  LocalDateTime,
  LocalTime,
  type LongLike,
  type Marked,
  nullable,
  type NullableField,
  type NumberType,
  OffsetDateTime,
  type Portable,
  type PortableFactories,
  type PortableFactory,
  type PortableReader,
  type PortableWriter,
  type PrimitiveType,
  type PublisherAddress,
  type ScalarType,
  type Schema,
  string,
  time,
  timestamp,
  timestampWithTimezone,
  uuid,
  UUID,
  withDefault,
} from '@hazelrx/protocol';
