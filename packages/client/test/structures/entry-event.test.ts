import { UUID } from '@hazelrx/protocol';
import { describe, expect, it } from 'vitest';
import { Members } from '../../src/cluster/members.js';
import { entryEvent, type EntryEventType, listenerFlags } from '../../src/structures/entry-event.js';

const uuid = UUID.random();
const members = new Members();
members.apply(1, [
  {
    uuid,
    address: { host: 'h', port: 1 },
    attributes: new Map(),
    liteMember: false,
    version: { major: 5, minor: 7, patch: 0 },
    addressMap: new Map(),
  },
]);
const member = members.list[0]!;

const wire = (eventType: number, from = uuid) =>
  ({ event: 'Entry', key: 'k', value: 'new', oldValue: 'old', mergingValue: 'theirs', eventType, uuid: from, numberOfAffectedEntries: 7 }) as const; // prettier-ignore

describe('entryEvent', () => {
  it.each([
    [1, { type: 'added', key: 'k', value: 'new', member }],
    [2, { type: 'removed', key: 'k', oldValue: 'old', member }],
    [4, { type: 'updated', key: 'k', value: 'new', oldValue: 'old', member }],
    [8, { type: 'evicted', key: 'k', oldValue: 'old', member }],
    [16, { type: 'expired', key: 'k', oldValue: 'old', member }],
    [32, { type: 'mapEvicted', numberOfAffectedEntries: 7, member }],
    [64, { type: 'mapCleared', numberOfAffectedEntries: 7, member }],
    [128, { type: 'merged', key: 'k', value: 'new', oldValue: 'old', mergingValue: 'theirs', member }],
    [512, { type: 'loaded', key: 'k', value: 'new', member }],
  ])('reads kind %i', (kind, expected) => {
    expect(entryEvent(wire(kind), members)).toEqual(expected);
  });

  it.each([0, 3, 256, 1024, -1])('leaves out kind %i, which it does not know', kind => {
    expect(entryEvent(wire(kind), members)).toBeUndefined();
  });

  it('has no member where that has left', () => {
    expect(entryEvent(wire(1, UUID.random()), members)).toMatchObject({ type: 'added', member: undefined });
  });
});

describe('listenerFlags', () => {
  it.each<[EntryEventType[] | undefined, number]>([
    [undefined, 1 + 2 + 4 + 8 + 16 + 32 + 64 + 128 + 512],
    [['added', 'updated'], 5],
    [['mapCleared'], 64],
    [['added', 'added'], 1],
    [[], 0],
  ])('of %s is %i', (types, flags) => {
    expect(listenerFlags(types)).toBe(flags);
  });
});
