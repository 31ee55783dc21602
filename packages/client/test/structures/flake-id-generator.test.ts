import { flakeIdGeneratorNewIdBatch } from '@hazelrx/protocol/operations';
import type Long from 'long';
import { describe, expect, it } from 'vitest';
import type { ClientConfig } from '../../src/options.js';
import { connectedTo, type Watched } from '../support/virtual-client.js';

async function setUp(size = 1, flakeIdGenerators: ClientConfig['flakeIdGenerators'] = {}) {
  const t = await connectedTo(size, { flakeIdGenerators });
  await t.settle();
  let next = 0;
  const answering = (index: number): void => {
    t.cluster.members[index]!.on(flakeIdGeneratorNewIdBatch, call => {
      const { batchSize } = call.request;
      call.answer({ base: next, increment: 10, batchSize });
      next += 10 * batchSize;
    });
  };
  for (const index of t.cluster.members.keys()) answering(index);
  return { t, answering, generator: t.client.getFlakeIdGenerator('f') };
}

function ids(calls: readonly Watched<Long>[]): number[] {
  return calls.flatMap(({ values }) => values.map(Number));
}

describe('a generator of ids', () => {
  it('makes one request for all who wait, and the next only when its ids are used up', async () => {
    const { t, generator } = await setUp(1, { f: { prefetchCount: 3 } });
    const calls = Array.from({ length: 7 }, () => t.watch(generator.newId()));
    await t.settle();
    expect(ids(calls)).toEqual([0, 10, 20, 30, 40, 50, 60]);
    for (const { completed } of calls) expect(completed).toBe(true);
    expect(t.cluster.of(flakeIdGeneratorNewIdBatch).map(({ request }) => request)).toEqual(
      Array.from({ length: 3 }, () => ({ name: 'f', batchSize: 3 })),
    );
    const atOnce = t.watch(generator.newId());
    expect(ids([atOnce])).toEqual([70]);
  });

  it('gives a new id to each subscription', async () => {
    const { t, generator } = await setUp();
    const id$ = generator.newId();
    const calls = [t.watch(id$), t.watch(id$)];
    await t.settle();
    expect(ids(calls)).toEqual([0, 10]);
    expect(t.cluster.of(flakeIdGeneratorNewIdBatch)[0]!.request.batchSize).toBe(100);
  });

  it('does not give ids that are too old', async () => {
    const { t, generator } = await setUp(1, { f: { prefetchValidityMillis: 1000 } });
    const calls = [t.watch(generator.newId())];
    await t.settle();
    await t.advance(999);
    calls.push(t.watch(generator.newId()));
    await t.advance(1);
    calls.push(t.watch(generator.newId()));
    await t.settle();
    expect(ids(calls)).toEqual([0, 10, 1000]);
  });

  it('keeps them for ever where it is told to', async () => {
    const { t, generator } = await setUp(1, { default: { prefetchValidityMillis: 0 } });
    const calls = [t.watch(generator.newId())];
    await t.settle();
    await t.advance(3_600_000);
    calls.push(t.watch(generator.newId()));
    expect(ids(calls)).toEqual([0, 10]);
  });

  it('asks another member when one has joined too late to make ids, and that one no more', async () => {
    const { t, generator } = await setUp(2, { f: { prefetchCount: 1 } });
    const [late] = t.cluster.members;
    late!.on(flakeIdGeneratorNewIdBatch, call => call.refuse('FLAKE_ID_NODE_ID_OUT_OF_RANGE_EXCEPTION'));
    const calls = [t.watch(generator.newId())];
    await t.settle();
    calls.push(t.watch(generator.newId()));
    await t.settle();
    expect(ids(calls)).toEqual([0, 10]);
    expect(late!.of(flakeIdGeneratorNewIdBatch)).toHaveLength(1);
  });

  it('says so when no member can make ids, and asks again the next time', async () => {
    const { t, generator, answering } = await setUp(2);
    for (const member of t.cluster.members)
      member.on(flakeIdGeneratorNewIdBatch, call => call.refuse('FLAKE_ID_NODE_ID_OUT_OF_RANGE_EXCEPTION'));
    const calls = [t.watch(generator.newId()), t.watch(generator.newId())];
    await t.settle();
    for (const { trouble } of calls)
      expect(trouble).toMatchObject({
        code: 'FLAKE_ID_NODE_ID_OUT_OF_RANGE_EXCEPTION',
        operation: 'FlakeIdGenerator.newIdBatch',
        structure: 'f',
      });
    answering(1);
    const next = t.watch(generator.newId());
    await t.settle();
    expect(ids([next])).toEqual([0]);
  });

  it('goes on for those who stay when one leaves', async () => {
    const { t, generator } = await setUp();
    const [leaving, staying] = [t.watch(generator.newId()), t.watch(generator.newId())];
    leaving.subscription.unsubscribe();
    await t.settle();
    expect(ids([leaving, staying])).toEqual([0]);
  });
});
