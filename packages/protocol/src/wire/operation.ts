import type { Decoded, Encodable, Fields, Flat } from './field.js';
import {
  BACKUP_ACKS_OFFSET,
  EVENT_HEADER,
  IS_EVENT,
  PARTITION_OFFSET,
  REQUEST_HEADER,
  RESPONSE_HEADER,
  TYPE_OFFSET,
  UNFRAGMENTED,
} from './frame.js';
import { type AnyPlan, Plan } from './plan.js';
import type { Reader } from './reader.js';
import type { Writer } from './writer.js';

/**
 * What decides the partition a request goes to: the blob of its `key`, the text of its `name` or `taskName`, a
 * partition the caller names, or any partition. Rows without a route go to whichever member.
 */
export type Route = 'key' | 'name' | 'taskName' | 'partition' | 'random';

export interface OperationSpec<Q extends Fields, R extends Fields, E extends EventFields> {
  /** May be sent again after the connection was lost with the request on its way: doing it twice is doing it once. */
  readonly retryable?: boolean;
  /** The member may hold the answer back on purpose (a take, a lock): no deadline of the client's unless asked. */
  readonly blocking?: boolean;
  readonly route?: Route;
  /** The row that ends what this one began; its registration id is this row's `response`. */
  readonly removedBy?: AnyOperation;
  readonly request: Q;
  readonly response: R;
  readonly events?: E;
  /** Members answer with the message type of this row: a slip of theirs. */
  readonly answeredAs?: AnyOperation;
  /**
   * Members that answer for another one ask the client to wait for a backup that it is never told of: a slip of theirs.
   * Who does not ask to be told is answered when it is made.
   */
  readonly untoldBackups?: boolean;
  /**
   * What undoes an answer whose caller has left: the answer still took or locked something on the member. No response:
   * the connection ended before it came. Repeated: the request was sent before, and nobody knows what became of that.
   * `again`: to know, the same is asked once more, and what that brings is undone. Of a lock, members count a repetition
   * once, so that its owner loses no other; and it waits its turn behind a first request that still waits.
   */
  readonly giveBack?: (
    request: Encodable<Q>,
    response: Decoded<R> | undefined,
    repeated: boolean,
  ) => GiveBack | 'again' | undefined;
}

/** A call that undoes another. */
export interface GiveBack {
  readonly operation: AnyOperation;
  readonly request: Readonly<Record<string, unknown>>;
  /** Whether the member declined to take `item` back; the item is then told to the application. */
  readonly refused?: (response: never) => boolean;
  readonly item?: unknown;
}

/** A `GiveBack` with its types checked against the row it calls. */
export function giveBack<O extends AnyOperation>(
  operation: O,
  request: RequestOf<O>,
  outcome?: { readonly refused: (response: ResponseOf<O>) => boolean; readonly item: unknown },
): GiveBack {
  return { operation, request, ...outcome };
}

export type EventFields = Readonly<Record<string, Fields>>;

/** A row whose fields are not known at compile time. */
export interface AnyOperation {
  /** Message type of the request; the response's is one more, the events' follow. */
  readonly id: number;
  /** `Service.method`, as the protocol definitions name them. */
  readonly name: string;
  readonly retryable: boolean;
  readonly blocking: boolean;
  readonly route: Route | undefined;
  readonly removedBy: AnyOperation | undefined;
  readonly answeredAs: AnyOperation | undefined;
  readonly untoldBackups: boolean;
  giveBack?(request: never, response: never, repeated: boolean): GiveBack | 'again' | undefined;
  readonly request: AnyPlan;
  readonly response: AnyPlan;
  /** In the order of their message types. */
  readonly events: Readonly<Record<string, AnyEvent>>;
  readonly eventsInOrder: readonly (AnyEvent & { readonly event: string })[];
  /** Whether it has any: it is then a registration, to be listened to. */
  readonly listens: boolean;
}

/** An event of a row; `id` is its message type. */
export interface AnyEvent {
  readonly id: number;
  readonly plan: AnyPlan;
}

/** A row of the table: one request, its response, and the events that may follow under the same correlation id. */
export interface Operation<Q extends Fields, R extends Fields, E extends EventFields = NoEvents> extends AnyOperation {
  readonly request: Plan<Q>;
  readonly response: Plan<R>;
  readonly events: { readonly [K in keyof E]: { readonly id: number; readonly plan: Plan<E[K]> } };
}

export type NoEvents = Record<never, Fields>;

/** Arguments of a row's request. */
export type RequestOf<O extends AnyOperation> = Encodable<O['request']['fields']>;
/** The decoded response of a row. */
export type ResponseOf<O extends AnyOperation> = Decoded<O['response']['fields']>;
/** Union of a row's decoded events, told apart by `event`. */
export type EventOf<O extends AnyOperation> = {
  [K in keyof O['events'] & string]: Flat<{ readonly event: K } & Decoded<O['events'][K]['plan']['fields']>>;
}[keyof O['events'] & string];

/**
 * Defines a row. `id` is the request's message type, `service << 16 | method << 8`. The spec comes from a function for
 * the bundlers' sake: they drop an unused call that is marked pure, but keep the calls among its arguments.
 */
export function op<const Q extends Fields, const R extends Fields, const E extends EventFields = NoEvents>(
  id: number,
  name: string,
  define: () => OperationSpec<Q, R, E>,
): Operation<Q, R, E> {
  const spec = define();
  const eventsInOrder = Object.entries(spec.events ?? {}).map(([event, fields], i) => ({
    event,
    id: id + 2 + i,
    plan: new Plan(fields, EVENT_HEADER),
  }));
  return {
    id,
    name,
    eventsInOrder,
    listens: eventsInOrder.length > 0,
    retryable: spec.retryable ?? false,
    blocking: spec.blocking ?? false,
    route: spec.route,
    removedBy: spec.removedBy,
    answeredAs: spec.answeredAs,
    untoldBackups: spec.untoldBackups ?? false,
    ...(spec.giveBack && { giveBack: spec.giveBack }),
    request: new Plan(spec.request, REQUEST_HEADER, spec.route === 'key' ? 'key' : undefined),
    response: new Plan(spec.response, RESPONSE_HEADER),
    events: Object.fromEntries(eventsInOrder.map(row => [row.event, row])) as unknown as Operation<Q, R, E>['events'],
  };
}

/** Appends a request; the correlation id stays 0 and the partition id −1 until the caller sets them. Returns its start. */
export function encodeRequest<O extends AnyOperation>(
  operation: O,
  writer: Writer,
  request: RequestOf<O>,
  flags = UNFRAGMENTED,
): number {
  const start = operation.request.encodeMessage(writer, request as never, flags);
  writer.view.setInt32(start + TYPE_OFFSET, operation.id, true);
  writer.view.setInt32(start + PARTITION_OFFSET, -1, true);
  return start;
}

/** Appends a response. `backupAcks`: how many backup events the client waits for before it takes it as done. */
export function encodeResponse<O extends AnyOperation>(
  operation: O,
  writer: Writer,
  response: Encodable<O['response']['fields']>,
  backupAcks = 0,
): number {
  const start = operation.response.encodeMessage(writer, response as never, UNFRAGMENTED);
  writer.view.setInt32(start + TYPE_OFFSET, operation.id + 1, true);
  writer.view.setUint8(start + BACKUP_ACKS_OFFSET, backupAcks);
  return start;
}

/** Appends an event of a row, with `flags` beside IS_EVENT. Returns its start. */
export function encodeEvent<E extends AnyEvent>(
  event: E,
  writer: Writer,
  fields: Encodable<E['plan']['fields']>,
  flags = 0,
): number {
  const start = event.plan.encodeMessage(writer, fields as never, UNFRAGMENTED | IS_EVENT | flags);
  writer.view.setInt32(start + TYPE_OFFSET, event.id, true);
  writer.view.setInt32(start + PARTITION_OFFSET, -1, true);
  return start;
}

/** Reads the request the reader stands at. */
export function decodeRequest<O extends AnyOperation>(operation: O, reader: Reader): Decoded<O['request']['fields']> {
  return operation.request.decodeMessage(reader) as Decoded<O['request']['fields']>;
}

/** Reads the response the reader stands at. */
export function decodeResponse<O extends AnyOperation>(operation: O, reader: Reader): ResponseOf<O> {
  return operation.response.decodeMessage(reader) as ResponseOf<O>;
}

/** Reads the event the reader stands at, by its message type; undefined for an event newer than the row. */
export function decodeEvent<O extends AnyOperation>(
  operation: O,
  type: number,
  reader: Reader,
): EventOf<O> | undefined {
  // Behind the request and the response.
  const found = operation.eventsInOrder[type - operation.id - 2];
  return found && (found.plan.decodeMessage(reader, { event: found.event }) as EventOf<O>);
}
