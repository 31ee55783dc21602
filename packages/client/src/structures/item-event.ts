import type { EventOf } from '@hazelrx/protocol';
import type { listAddListener, queueAddListener, setAddListener } from '@hazelrx/protocol/operations';
import type { Member, Members } from '../cluster/members.js';
import type { Signal } from '../invocation/registration.js';

/** An item came into a queue, set or list, or left it. `E` is null unless values were asked for. */
export type ItemEvent<E> = {
  [T in 'added' | 'removed']: {
    readonly type: T;
    readonly item: E;
    /** Where it happened; undefined when the member has left meanwhile. */
    readonly member: Member | undefined;
  };
}['added' | 'removed'];

export interface ItemEventOptions<V extends boolean = boolean, S extends boolean = boolean> {
  /** Send items along; without it they are null. Default false. */
  readonly includeValue?: V;
  /** Also tell when the stream is registered everywhere, and when events may have been missed. Default false. */
  readonly signals?: S;
}

/** What a stream tells that was asked for with values (`V`) and signals (`S`). */
export type ItemEventOf<E, V extends boolean, S extends boolean> =
  ItemEvent<V extends true ? E : null> | (S extends true ? Signal : never);

type WireEvent = EventOf<typeof queueAddListener | typeof setAddListener | typeof listAddListener>;

const ADDED = 1;
const REMOVED = 2;

/** The event as an application sees it; undefined for a kind that is newer than this client. */
export function itemEvent({ item, uuid, eventType }: WireEvent, members: Members): ItemEvent<unknown> | undefined {
  if (eventType !== ADDED && eventType !== REMOVED) return undefined;
  return { type: eventType === ADDED ? 'added' : 'removed', item, member: members.find(uuid) };
}
