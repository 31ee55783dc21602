import { UUID } from '@hazelrx/protocol';
import { describe, expect, it } from 'vitest';
import { Members } from '../../src/cluster/members.js';
import { itemEvent } from '../../src/structures/item-event.js';

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

const wire = (eventType: number, { item = 'job', from = uuid }: { item?: string | null; from?: UUID } = {}) =>
  ({ event: 'Item', item, uuid: from, eventType }) as const;

describe('itemEvent', () => {
  it.each([
    [1, 'added'],
    [2, 'removed'],
  ])('reads kind %i', (kind, type) => {
    expect(itemEvent(wire(kind), members)).toEqual({ type, item: 'job', member });
  });

  it.each([0, 3, 4, -1])('leaves out kind %i, which it does not know', kind => {
    expect(itemEvent(wire(kind), members)).toBeUndefined();
  });

  it('has null where values were not asked for', () => {
    expect(itemEvent(wire(1, { item: null }), members)).toEqual({ type: 'added', item: null, member });
  });

  it('has no member where that has left', () => {
    expect(itemEvent(wire(2, { from: UUID.random() }), members)).toMatchObject({ type: 'removed', member: undefined });
  });
});
