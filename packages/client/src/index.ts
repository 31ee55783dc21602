// The public door of the isomorphic client.
export { type Platform, HazelcastClient } from './client.js';
export type { ClientEvent } from './client-events.js';
export type { ConnectionInfo } from './cluster/connections.js';
export type { LifecycleState } from './cluster/lifecycle.js';
export type { Member, MembershipEvent } from './cluster/members.js';
export {
  AuthenticationError,
  type ClientErrorCode,
  ConnectionError,
  type ErrorCode,
  HazelcastError,
  IndeterminateError,
  type MemberErrorCode,
  SerializationError,
  TimeoutError,
} from './errors.js';
export type { CallOptions } from './invocation/call-options.js';
export type { ListenRequest } from './invocation/listeners.js';
export type { Signal } from './invocation/registration.js';
export type {
  BalancedMember,
  ClientConfig,
  ClientProperties,
  ConnectionRetryConfig,
  ConnectionStrategyConfig,
  LoadBalancer,
  LoadBalancerConfig,
  NetworkConfig,
  SecurityConfig,
  SerializationConfig,
  SslConfig,
} from './options.js';
export { default as Long } from 'long';
export { pipelined } from './pipelined.js';
export type { EntryEvent, EntryEventType, MapEvent } from './structures/entry-event.js';
export type { EntryView } from './structures/entry-view.js';
export type { IndexConfig } from './structures/index-config.js';
export type { KeyLock, LockOptions } from './structures/key-lock.js';
export type { EntryEventOptions, HazelcastMap, MapLock } from './structures/map.js';
export type { ConsumeOptions, IterationOptions } from './structures/partition-pages.js';
export type { PutFromOptions, PutProgress } from './structures/put-from.js';
export type { Storable, Structure } from './structures/structure.js';
export { type Accept, dialMemory } from './transport/memory.js';
export type { Address, Dial, Transport, TransportHandlers } from './transport/transport.js';
export {
  BigDecimal,
  char,
  Data,
  float32,
  float64,
  HazelcastJsonValue,
  int16,
  int32,
  int64,
  int8,
  JavaClass,
  type JavaPrimitive,
  LocalDate,
  LocalDateTime,
  LocalTime,
  type LongLike,
  OffsetDateTime,
  UUID,
} from '@hazelrx/protocol';
