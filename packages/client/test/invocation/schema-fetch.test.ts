// Answers that cannot be read before the schema of a value in them was fetched.
import { Data, type GenericRecord } from '@hazelrx/protocol';
import {
  clientFetchSchema,
  mapGet,
  mapPut,
  mapSize,
  mapValues,
  queueOffer,
  queueTake,
} from '@hazelrx/protocol/operations';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import { IndeterminateError, SerializationError } from '../../src/errors.js';
import type { ClientConfig } from '../../src/options.js';
import { counted, keepSchemas, told, written } from '../support/compact-values.js';
import type { ScriptedMember } from '../support/scripted-member.js';
import { connectedTo, type VirtualClient } from '../support/virtual-client.js';

const A = counted('a');
const B = counted('b');

async function connected(size: number, config?: ClientConfig) {
  const t = await connectedTo(size, config);
  const members = t.cluster.members as [ScriptedMember, ...ScriptedMember[]];
  for (const member of members) {
    member.on(mapGet, call => call.answer({ response: written(A, 5) }));
    member.on(mapSize, call => call.answer({ response: 7 }));
  }
  const map = t.client.getMap<string, GenericRecord>('m');
  t.watch(map.size());
  await t.settle();
  return { t, map, members, fetches: () => t.cluster.of(clientFetchSchema) };
}

function counts(records: readonly (GenericRecord | null)[]): unknown[] {
  return records.map(record => record?.get('count'));
}

function nothingIsLeft(t: VirtualClient): void {
  const { invoker, pending } = partsOf(t.client);
  expect([invoker.active, invoker.kept]).toEqual([0, 0]);
  expect(pending.size).toBeLessThanOrEqual(1 + t.cluster.members.length);
}

describe('an answer with an unknown schema', () => {
  it('is read once the schema is there; other calls go on meanwhile', async () => {
    const { t, map, fetches } = await connected(2);
    const calls = Array.from({ length: 20 }, (_, n) => t.watch(map.get(`${n}`)));
    await t.settle();
    expect(fetches().map(({ request }) => request)).toEqual([{ schemaId: A.id }]);
    const other = t.watch(map.size());
    await t.settle();
    expect(other.values).toEqual([7]);
    fetches()[0]!.answer({ schema: told(A) });
    await t.settle();
    expect(calls.map(({ values }) => counts(values))).toEqual(calls.map(() => [5]));
    const next = t.watch(map.get('next'));
    await t.settle();
    expect(counts(next.values)).toEqual([5]);
    expect(fetches()).toHaveLength(1);
    nothingIsLeft(t);
  });

  it('with several of them waits for each', async () => {
    const { t, map, members, fetches } = await connected(1);
    keepSchemas(t.cluster, A, B);
    members[0].on(mapValues, call => call.answer({ response: [written(A, 1), written(B, 2), written(A, 3)] }));
    const values = t.watch(map.values());
    await t.settle();
    expect(counts(values.values[0]!)).toEqual([1, 2, 3]);
    expect(fetches().map(({ request }) => request.schemaId)).toEqual([A.id, B.id]);
  });

  it('that no member knows fails its calls and no other', async () => {
    const { t, map, fetches } = await connected(2);
    const calls = [t.watch(map.get('a')), t.watch(map.get('b'))];
    await t.settle();
    fetches()[0]!.answer({ schema: null });
    await t.settle();
    for (const { trouble } of calls) {
      expect(trouble).toBeInstanceOf(SerializationError);
      expect(trouble).toMatchObject({ operation: 'Map.get', structure: 'm', typeId: -55 });
      expect(trouble.message).toMatch(`type -55 (Compact) with schema id ${A.id.toString()}: no member knows it`);
      expect((trouble as SerializationError).data?.equals(written(A, 5))).toBe(true);
    }
    nothingIsLeft(t);
    keepSchemas(t.cluster, A);
    const later = t.watch(map.get('a'));
    await t.settle();
    expect(counts(later.values)).toEqual([5]);
  });

  it('that was refused leaves the item of a take with the error', async () => {
    const { t, members } = await connected(1);
    members[0].on(queueTake, call => call.answer({ response: written(A, 5) }));
    members[0].on(clientFetchSchema, asked => asked.refuse('SECURITY'));
    const take = t.watch(t.client.invoke(queueTake, { name: 'q' }));
    await t.settle();
    expect(take.trouble).toMatchObject({ code: 'HAZELCAST_SERIALIZATION', operation: 'Queue.take', typeId: -55 });
    expect((take.trouble as SerializationError).data?.equals(written(A, 5))).toBe(true);
    nothingIsLeft(t);
  });

  it('for which members tell another schema, or none that can be, fails', async () => {
    const { t, map, members } = await connected(1);
    for (const schema of [told(B), { typeName: 'a', fields: [{ fieldName: 'count', kind: 31 }] }]) {
      members[0].on(clientFetchSchema, asked => asked.answer({ schema }));
      const call = t.watch(map.get('a'));
      await t.settle();
      expect(call.trouble).toBeInstanceOf(SerializationError);
      expect(call.trouble.message).toMatch(`schema id ${A.id.toString()}`);
      nothingIsLeft(t);
    }
  });

  it('still waits for its backups', async () => {
    const { t, map, members, fetches } = await connected(2);
    for (const member of members) member.on(mapPut, call => call.answer({ response: written(A, 5) }, 1));
    const put = t.watch(map.put('k', 'v' as never));
    await t.settle();
    const asked = t.cluster.of(mapPut)[0]!;
    fetches()[0]!.answer({ schema: told(A) });
    await t.settle();
    expect(put.values).toEqual([]);
    members.find(member => member !== asked.member)!.ackBackup(asked);
    await t.settle();
    expect(counts(put.values)).toEqual([5]);
    nothingIsLeft(t);
  });
});

describe('a call whose answer waits for a schema', () => {
  it('leaves without harm to the others, and the last of them takes the fetch along', async () => {
    const { t, map, fetches } = await connected(1);
    const [one, two] = [t.watch(map.get('a')), t.watch(map.get('b'))];
    await t.settle();
    one.subscription.unsubscribe();
    fetches()[0]!.answer({ schema: told(A) });
    await t.settle();
    expect([one.values.length, counts(two.values)]).toEqual([0, [5]]);
    const other = await connected(1);
    const three = other.t.watch(other.map.get('a'));
    await other.t.settle();
    three.subscription.unsubscribe();
    nothingIsLeft(other.t);
  });

  it('ends by its time limit', async () => {
    const { t } = await connected(1);
    const call = t.watch(t.client.invoke(mapGet, { name: 'm', key: 'k', threadId: 0 }, { timeout: 300 }));
    await t.advance(400);
    expect(call.trouble).toMatchObject({ code: 'OPERATION_TIMEOUT', operation: 'Map.get', structure: 'm' });
    nothingIsLeft(t);
  });

  it('ends with the client', async () => {
    const { t, map } = await connected(2);
    const call = t.watch(map.get('a'));
    await t.settle();
    t.watch(t.client.shutdown());
    await t.settle();
    expect(call.trouble).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', operation: 'Map.get', structure: 'm' });
    expect(partsOf(t.client).pending.size).toBe(0);
  });

  it('ends with its connection: a read is sent again, of a write nobody knows', async () => {
    const { t, map, members, fetches } = await connected(1);
    members[0].on(mapPut, call => call.answer({ response: written(A, 5) }));
    const [read, write] = [t.watch(map.get('a')), t.watch(map.put('a', 'v' as never))];
    await t.settle();
    expect(fetches()).toHaveLength(1);
    keepSchemas(t.cluster, A);
    members[0].links[0]!.cut();
    await t.settle();
    expect(write.error).toBeInstanceOf(IndeterminateError);
    await t.advance(2000);
    expect(counts(read.values)).toEqual([5]);
    expect(members[0].of(mapGet)).toHaveLength(2);
    nothingIsLeft(t);
  });

  it('and may hold an item gives it back as it came when nobody waits for it any more', async () => {
    for (const known of [true, false]) {
      const { t, members, fetches } = await connected(1);
      members[0].on(queueTake, call => call.answer({ response: written(A, 5) }));
      members[0].on(queueOffer, call => call.answer({ response: true }));
      const take = t.watch(t.client.invoke(queueTake, { name: 'q' }));
      await t.settle();
      t.cluster.serialization.read = rawRead;
      take.subscription.unsubscribe();
      fetches()[0]!.answer({ schema: known ? told(A) : null });
      await t.settle();
      const [offer] = members[0].of(queueOffer);
      expect(written(A, 5).equals(offer!.request.value as Data)).toBe(true);
      nothingIsLeft(t);
    }
  });
});

describe('an item that nobody takes back', () => {
  it('is told of as it can be read: with its schema, or as it came', async () => {
    for (const known of [true, false]) {
      const { t, members } = await connected(1);
      t.cluster.serialization.read = rawRead;
      members[0].on(queueTake, () => {});
      members[0].on(queueOffer, call => call.answer({ response: false }));
      keepSchemas(t.cluster, ...(known ? [A] : []));
      const take = t.watch(t.client.invoke(queueTake, { name: 'q' }));
      await t.settle();
      take.subscription.unsubscribe();
      members[0].of(queueTake)[0]!.answer({ response: written(A, 5) });
      await t.settle();
      const [refused] = t.eventsOf('giveBackRefused');
      expect(refused).toMatchObject({ operation: 'Queue.offer', structure: 'q' });
      const { item } = refused!;
      expect(item instanceof Data ? item.equals(written(A, 5)) : (item as GenericRecord).get('count')).toBe(
        known ? 5 : true,
      );
    }
  });
});

/** For requests that hold what the members cannot read either. */
function rawRead(bytes: Uint8Array, _: DataView, start: number, end: number): Data {
  return new Data(bytes.slice(start, end));
}

describe('an answer that breaks the protocol behind a value of an unknown schema', () => {
  it('ends the connection when it is read again', async () => {
    const { t, map, members, fetches } = await connected(1);
    members[0].on(mapValues, call => {
      call.link.mangle = message => {
        call.link.mangle = undefined;
        // The last frames are the end of the list: a message that ends before.
        const cut = message.slice(0, message.length - 6);
        new DataView(cut.buffer).setUint16(cut.length - 26 + 4, 0x2000, true);
        return cut;
      };
      call.answer({ response: [written(A, 1)] });
    });
    const values = t.watch(map.values());
    await t.settle();
    expect(values.error).toBeUndefined();
    fetches()[0]!.answer({ schema: told(A) });
    await t.settle();
    expect(values.trouble.code).toBe('WIRE');
  });
});
