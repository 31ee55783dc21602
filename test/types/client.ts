// User code against the published types: compiled, never run.
import {
  AuthenticationError,
  type ClientConfig,
  type ClientErrorCode,
  type ClientEvent,
  type ConnectionInfo,
  createClient,
  type Data,
  type ErrorCode,
  type HazelcastClient,
  HazelcastError,
  type LifecycleState,
  type Long,
  type Member,
  type MemberErrorCode,
  type MembershipEvent,
  pipelined,
  SerializationError,
  type Signal,
  type UUID,
} from 'hazelrx';
import {
  flakeIdGeneratorNewIdBatch,
  mapGet,
  mapPut,
  mapSize,
  mcGetTimedMemberState,
  queueAddListener,
  queueOffer,
  topicAddMessageListener,
} from 'hazelrx/operations';
import { catchError, type Observable, of } from 'rxjs';
import type { Equal, Holds, Known } from './assertions.js';

const hz = createClient({ clusterName: 'dev' });

export type Members = [
  Holds<Equal<typeof hz, HazelcastClient>>,
  Holds<Equal<typeof hz.uuid, UUID>>,
  Holds<Equal<typeof hz.lifecycle$, Observable<LifecycleState>>>,
  Holds<Equal<typeof hz.members$, Observable<readonly Member[]>>>,
  Holds<Equal<typeof hz.membershipEvents$, Observable<MembershipEvent>>>,
  Holds<Equal<typeof hz.connections$, Observable<readonly ConnectionInfo[]>>>,
  Holds<Equal<typeof hz.events$, Observable<ClientEvent>>>,
  Holds<Equal<ReturnType<typeof hz.connect>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof hz.shutdown>, Observable<undefined>>>,
];

// Rows

const put = hz.invoke(mapPut, { name: 'm', key: 'k', value: { any: 'thing' }, threadId: 0, ttl: -1n });
const size = hz.invoke(mapSize, { name: 'm' }, { timeout: 1000 });
const member = hz.invoke(mcGetTimedMemberState, {}, { member: hz.uuid });
const ids = hz.invoke(flakeIdGeneratorNewIdBatch, { name: 'f', batchSize: 1 });

export type Responses = [
  Holds<Equal<typeof put, Observable<{ readonly response: unknown }>>>,
  Holds<Equal<typeof size, Observable<{ readonly response: number }>>>,
  Holds<Equal<typeof ids, Observable<{ readonly base: Long; readonly increment: Long; readonly batchSize: number }>>>,
  Holds<Equal<typeof member, Observable<{ readonly timedMemberStateJson: string | null }>>>,
  Holds<Known<typeof put>>,
];

// @ts-expect-error the name is missing
hz.invoke(mapGet, { key: 1, threadId: 0 });
// @ts-expect-error the name is a string
hz.invoke(mapGet, { name: 1, key: 1, threadId: 0 });
// @ts-expect-error null is no value
hz.invoke(queueOffer, { name: 'q', value: null, timeoutMillis: 0 });
// @ts-expect-error there is no such argument
hz.invoke(mapSize, { name: 'm', threadId: 0 });
// @ts-expect-error a partition is a number
hz.invoke(mapSize, { name: 'm' }, { partition: 'k' });
// @ts-expect-error a member is named by its UUID
hz.invoke(mapSize, { name: 'm' }, { member: '127.0.0.1:5701' });

const items = hz.listen(queueAddListener, { name: 'q', includeValue: true });
const messages = hz.listen(topicAddMessageListener, { name: 't' }, { signals: true });

interface Item {
  readonly event: 'Item';
  readonly item: unknown;
  readonly uuid: UUID;
  readonly eventType: number;
}
interface Message {
  readonly event: 'Topic';
  readonly item: unknown;
  readonly publishTime: Long;
  readonly uuid: UUID;
}
type SameFields<A, B> = Equal<{ [K in keyof A]: A[K] }, { [K in keyof B]: B[K] }>;
type Streamed<S> = S extends Observable<infer T> ? T : never;

export type Listened = [
  Holds<SameFields<Streamed<typeof items>, Item>>,
  Holds<SameFields<Exclude<Streamed<typeof messages>, Signal>, Message>>,
  Holds<Equal<Extract<Streamed<typeof messages>, Signal>, Signal>>,
];

// @ts-expect-error how far it reaches is the client's business
hz.listen(queueAddListener, { name: 'q', includeValue: true, localOnly: true });
// @ts-expect-error whether values come along must be said
hz.listen(queueAddListener, { name: 'q' });

// Errors

export type Codes = [
  Holds<Equal<ErrorCode, MemberErrorCode | ClientErrorCode>>,
  Holds<Equal<HazelcastError['code'], ErrorCode>>,
  Holds<Equal<string extends ErrorCode ? true : false, false>>,
  Holds<Equal<SerializationError['data'], Data | undefined>>,
];

export const handled = put.pipe(
  catchError((error: unknown) => {
    if (!(error instanceof HazelcastError)) throw error;
    if (error instanceof AuthenticationError) return of(error.message);
    if (error instanceof SerializationError) return of(error.typeId, error.path, error.data?.bytes);
    // @ts-expect-error there is no such code
    if (error.code === 'OFFLINE') return of(null);
    return error.code === 'CLIENT_OFFLINE' ? of(error.operation, error.structure, error.memberStack) : of(null);
  }),
);

// Configuration

declare const logger: NonNullable<ClientConfig['logger']>;
export type LoggerType = Holds<Known<typeof logger>>;
export const full: ClientConfig = {
  clientLabels: ['a'],
  network: { clusterMembers: ['a:1'], ssl: { enabled: true, sslOptions: { ca: 'pem', rejectUnauthorized: true } } },
  connectionStrategy: { reconnectMode: 'ASYNC', connectionRetry: { jitter: 0.5 } },
  security: { token: { token: 't', encoding: 'base64' } },
  loadBalancer: {
    type: 'CUSTOM',
    customLoadBalancer: { next: members => members.find(({ liteMember }) => liteMember) },
  },
  properties: { 'hazelcast.client.heartbeat.interval': 1000 },
  logger,
};
// @ts-expect-error clusterName
createClient({ clustername: 'dev' });
// @ts-expect-error network.clusterMembers
createClient({ clusterMembers: ['a'] });
// @ts-expect-error a list
createClient({ network: { clusterMembers: 'a' } });
// @ts-expect-error one of OFF, ON, ASYNC
createClient({ connectionStrategy: { reconnectMode: 'on' } });
// @ts-expect-error an option of tls.connect
createClient({ network: { ssl: { sslOptions: { certificate: 'pem' } } } });
// @ts-expect-error millis is not part of it
createClient({ properties: { 'hazelcast.client.heartbeat.interval.millis': 1000 } });
// @ts-expect-error integer
createClient({ serialization: { defaultNumberType: 'int' } });

/** What a client does on its own is told apart by `type`. */
export function shown(event: ClientEvent): string {
  switch (event.type) {
    case 'connecting':
      return event.address;
    case 'connectionFailed':
    case 'disconnected':
      return event.error.code;
    case 'backoff':
      return `${event.attempt} ${event.delayMillis}`;
    case 'authenticated':
      return event.version;
    case 'memberAdded':
    case 'memberRemoved':
      return event.member.toString();
    case 'retry':
      return event.operation;
    case 'registered':
      return event.structure ?? event.operation;
    case 'consumerInterrupted':
    case 'indeterminate':
      return event.structure;
    case 'giveBackRefused':
      return String(event.item);
    default:
      return event satisfies never;
  }
}

const results = pipelined([1, 2], n => of(`${n}`), 2);
export type Pipelined = Holds<Equal<typeof results, Observable<string>>>;

export async function scope(): Promise<void> {
  await using scoped = createClient();
  scoped.connect();
}
