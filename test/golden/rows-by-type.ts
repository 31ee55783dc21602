import type { AnyOperation, AnyPlan } from '@hazelrx/protocol';
import * as operations from '@hazelrx/protocol/operations';

export type MessageKind = 'request' | 'response' | 'event';

/** One of the messages of a row. */
export interface TableMessage {
  readonly operation: AnyOperation;
  readonly kind: MessageKind;
  /** The event's name in the row. */
  readonly event?: string;
  readonly plan: AnyPlan;
}

/** The rows of the table by the names they are exported with. */
export const rows: ReadonlyMap<string, AnyOperation> = new Map(
  Object.entries<object>(operations).filter((entry): entry is [string, AnyOperation] => 'id' in entry[1]),
);

/** Every message that the table knows, by its message type. */
export const messagesByType: ReadonlyMap<number, TableMessage> = new Map(
  [...rows.values()].flatMap((operation): [number, TableMessage][] => [
    [operation.id, { operation, kind: 'request', plan: operation.request }],
    [operation.id + 1, { operation, kind: 'response', plan: operation.response }],
    ...Object.entries(operation.events).map(([event, { id, plan }]): [number, TableMessage] => [
      id,
      { operation, kind: 'event', event, plan },
    ]),
  ]),
);
