import { type Data, int16, int32, Serialization, string } from '@hazelrx/protocol';
import {
  mapAddEntryListener,
  mapGet,
  mapSet,
  queueOffer,
  queuePoll,
  replicatedMapSize,
} from '@hazelrx/protocol/operations';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { lazy } from '../../src/structures/lazy.js';
import { connectedTo, type VirtualClient } from '../support/virtual-client.js';

const plain = new Serialization();

/** Members answer every request of these rows with the value. */
function answering(t: VirtualClient, row: typeof mapGet | typeof queuePoll, response: unknown): void {
  for (const member of t.cluster.members) member.on(row, call => call.answer({ response: response as object }));
}

describe('a typed structure', () => {
  it('is made anew each time, beside the one of its name', async () => {
    const { client } = await connectedTo(1);
    const types = { key: int32, value: string };
    expect(client.getMap('m', types)).not.toBe(client.getMap('m', types));
    expect(client.getMap('m')).toBe(client.getMap('m'));
    const reference = { value: string, backend: 'map' } as const;
    expect(client.getAtomicReference('r', reference)).not.toBe(client.getAtomicReference('r', reference));
    expect(client.getAtomicReference('r', { backend: 'map' })).toBe(client.getAtomicReference('r', { backend: 'map' }));
  });

  it('leaves what others read and write as it is', async () => {
    const t = await connectedTo(1);
    answering(t, mapGet, int32(5));
    const typed = t.client.getMap('m', { key: int32, value: int32 });
    const answers = [typed.get(1), t.client.getMap('m').get(1), typed.get(2)].map(call$ => t.watch(call$));
    await t.settle();
    expect(answers.map(({ values }) => values)).toEqual([[5], [5], [5]]);
    const keys = t.cluster.of(mapGet).map(({ request }) => request.key);
    expect(keys).toEqual([1, 1, 2]);
    const partitions = t.cluster.of(mapGet).map(({ partition }) => partition);
    expect(partitions[0]).not.toBe(partitions[1]);
  });

  it('asks the same member about a whole replicated map as an untyped one', async () => {
    const t = await connectedTo(3);
    for (const member of t.cluster.members) member.on(replicatedMapSize, call => call.answer({ response: 1 }));
    for (const map of [t.client.getReplicatedMap('r'), t.client.getReplicatedMap('r', { key: string, value: string })])
      t.watch(map.size());
    await t.settle();
    const partitions = t.cluster.of(replicatedMapSize).map(({ partition }) => partition);
    expect(new Set(partitions).size).toBe(1);
  });

  it('gives a taken item back byte for byte, whatever it is', async () => {
    const t = await connectedTo(1);
    const left = t.watch(t.client.getQueue('q', { value: int32 }).poll());
    await t.settle();
    left.subscription.unsubscribe();
    t.cluster.of(queuePoll)[0]!.answer({ response: 'a text' });
    await t.settle();
    expect(t.cluster.of(queueOffer).map(({ request }) => request.value)).toEqual(['a text']);
  });

  it('tells of a value of another type with its bytes, and what it was asked for', async () => {
    const t = await connectedTo(1);
    answering(t, mapGet, 'text');
    const got = t.watch(t.client.getMap('m', { key: string, value: int16 }).get('k'));
    await t.settle();
    const data = plain.toData('text');
    expect(got.trouble).toMatchObject({ name: 'SerializationError', operation: 'Map.get', structure: 'm', typeId: -11, data });
  }); // prettier-ignore

  it('has one registration for all who read its events alike', async () => {
    const t = await connectedTo(1);
    const events = (types?: { key: typeof int32; value: typeof int32 }): unknown =>
      t.watch(types ? t.client.getMap('m', types).events() : t.client.getMap('m').events());
    events({ key: int32, value: int32 });
    events({ key: int32, value: int32 });
    events();
    await t.settle();
    expect(t.cluster.of(mapAddEntryListener)).toHaveLength(2);
  });
});

describe('lazy values', () => {
  it('are not read before somebody asks, and written as they came', async () => {
    const t = await connectedTo(1);
    answering(t, mapGet, 'text');
    const map = t.client.getMap('m', { key: string, value: int32, lazy: true });
    const got = t.watch(map.get('k'));
    await t.settle();
    const value = got.values[0]!;
    expect(value.data).toEqual(plain.toData('text'));
    const read = t.watch(value.read());
    expect(read.trouble).toMatchObject({ operation: 'Lazy.read', structure: 'm', typeId: -11 });
    t.watch(map.set('k', value));
    await t.settle();
    expect(t.cluster.of(mapSet).map(({ request }) => request.value)).toEqual(['text']);
  });

  it('that were made here have a value, and no data', async () => {
    const made = lazy(5);
    expect(await firstValueFrom(made.read())).toBe(5);
    expect((): Data => made.data).toThrow('it has no data');
  });
});
