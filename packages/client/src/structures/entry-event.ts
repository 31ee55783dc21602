import type { EventOf } from '@hazelrx/protocol';
import type { mapAddEntryListener } from '@hazelrx/protocol/operations';
import type { Member, Members } from '../cluster/members.js';

/** Kinds of entry events with their bits in a listener's flags. */
export const ENTRY_KINDS = {
  added: 1,
  removed: 2,
  updated: 4,
  evicted: 8,
  expired: 16,
  mapEvicted: 32,
  mapCleared: 64,
  merged: 128,
  loaded: 512,
} as const;

export type EntryEventType = keyof typeof ENTRY_KINDS;

interface OfMember {
  /** Where it happened; undefined when the member has left meanwhile. */
  readonly member: Member | undefined;
}

/** What each kind of event carries, beside the key. */
interface EntryValues<V> {
  readonly added: { readonly value: V };
  readonly loaded: { readonly value: V };
  readonly updated: { readonly value: V; readonly oldValue: V | null };
  readonly removed: { readonly oldValue: V | null };
  readonly evicted: { readonly oldValue: V | null };
  readonly expired: { readonly oldValue: V | null };
  /** After a split brain: `mergingValue` came from the smaller part, `value` is what the policy made of it. */
  readonly merged: { readonly value: V; readonly oldValue: V | null; readonly mergingValue: V | null };
}

/** Something happened to one entry. `V` is null unless values were asked for; old values may be null all the same. */
export type EntryEvent<K, V> = {
  [T in keyof EntryValues<V>]: OfMember & { readonly type: T; readonly key: K } & EntryValues<V>[T];
}[keyof EntryValues<V>];

/** Something happened to many entries at once; it comes in another order than the events of single entries. */
export interface MapEvent extends OfMember {
  readonly type: 'mapEvicted' | 'mapCleared';
  readonly numberOfAffectedEntries: number;
}

const kindByBit = new Map<number, EntryEventType>(
  (Object.keys(ENTRY_KINDS) as EntryEventType[]).map(kind => [ENTRY_KINDS[kind], kind]),
);

/** All kinds where none is named. */
export function listenerFlags(types: readonly EntryEventType[] = Object.keys(ENTRY_KINDS) as EntryEventType[]): number {
  return types.reduce((flags, type) => flags | ENTRY_KINDS[type], 0);
}

type WireEvent = EventOf<typeof mapAddEntryListener>;

/** The event as an application sees it; undefined for a kind that nobody asked for or that is newer than this client. */
export function entryEvent(event: WireEvent, members: Members): EntryEvent<unknown, unknown> | MapEvent | undefined {
  const { key, value, oldValue, mergingValue, eventType, uuid, numberOfAffectedEntries } = event;
  const type = kindByBit.get(eventType);
  const member = members.find(uuid);
  switch (type) {
    case 'added':
    case 'loaded':
      return { type, key, value, member };
    case 'updated':
      return { type, key, value, oldValue, member };
    case 'removed':
    case 'evicted':
    case 'expired':
      return { type, key, oldValue, member };
    case 'merged':
      return { type, key, value, oldValue, mergingValue, member };
    case 'mapEvicted':
    case 'mapCleared':
      return { type, numberOfAffectedEntries, member };
    case undefined:
      return undefined;
  }
}
