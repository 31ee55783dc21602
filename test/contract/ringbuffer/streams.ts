import { Long, type Ringbuffer, type RingbufferItem } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { EMPTY, firstValueFrom as valueOf, map, take, toArray } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';

/** In short: `0a` for a record, and what was lost. */
export function short(item: RingbufferItem<unknown>): string {
  if ('value' in item) return `${item.sequence.toString()}${String(item.value)}`;
  return `${item.type} ${item.from.toString()}-${item.to.toString()}`;
}

/** The hot stream of a ringbuffer. */
export function ringbufferStreamsContract(cluster: SuiteCluster): void {
  let ring: Ringbuffer<string>;
  let writer: Ringbuffer<string>;
  /** What the client has pending without any stream. */
  let idle: number;

  beforeEach(async () => {
    const name = uniqueName('small');
    ring = cluster.client.getRingbuffer<string>(name);
    writer = cluster.otherClient.getRingbuffer<string>(name);
    await valueOf(ring.size());
    idle = partsOf(cluster.client).pending.size;
  });

  /** Resolves when this many requests wait on the members. */
  const waiting = (reads: number): Promise<unknown> =>
    eventually(
      () => partsOf(cluster.client).pending.size - idle,
      pending => pending === reads,
    );

  it('brings what is added from now on', async () => {
    await valueOf(writer.addAll(['a', 'b']));
    using records = record(ring.stream());
    await waiting(1);
    await valueOf(ring.tailSequence());
    await valueOf(writer.add('c'));
    await records.count(1);
    await valueOf(writer.addAll(['d', 'e']));
    expect((await records.count(3)).map(short)).toEqual(['2c', '3d', '4e']);
  });

  it('brings all that is there, then what is added', async () => {
    await valueOf(writer.addAll(['a', 'b', 'c', 'd', 'e', 'f']));
    using records = record(ring.stream({ from: 'oldest', batchSize: 2 }));
    await records.count(5);
    await valueOf(writer.add('g'));
    expect((await records.count(6)).map(short)).toEqual(['1b', '2c', '3d', '4e', '5f', '6g']);
    expect(records.items[0]).toEqual({ sequence: Long.ONE, value: 'b' });
  });

  it.each([2, 2n, Long.fromNumber(2)])('goes on from a sequence', async from => {
    await valueOf(writer.addAll(['a', 'b', 'c', 'd']));
    const read$ = ring.stream({ from }).pipe(map(short), take(2), toArray());
    expect(await valueOf(read$)).toEqual(['2c', '3d']);
  });

  it.each([-1, 1.5, Number.NaN, 'newest'])('refuses to begin at %s', async from => {
    expect(await errorOf(ring.stream({ from: from as never }))).toMatchObject({
      code: 'ILLEGAL_ARGUMENT',
      structure: ring.name,
    });
  });

  it.each([0, 1001])('refuses batches of %d', async batchSize => {
    expect(await errorOf(ring.stream({ batchSize }))).toMatchObject({ code: 'ILLEGAL_ARGUMENT' });
  });

  it('ends with what was overwritten before it was read', async () => {
    await valueOf(writer.addAll(['a', 'b', 'c', 'd', 'e', 'f', 'g']));
    const error = await errorOf(ring.stream({ from: 0 }));
    expect(error).toMatchObject({
      code: 'STALE_SEQUENCE',
      operation: 'Ringbuffer.readMany',
      structure: ring.name,
      reason: '2 items from sequence 0 to 1 are gone unread',
      cause: { type: 'overrun', from: Long.ZERO, to: Long.ONE, count: Long.fromNumber(2) },
    });
  });

  it('reports it where asked to, and goes on', async () => {
    using items = record(ring.stream({ from: 'oldest', onLoss: 'report' }));
    await valueOf(writer.addAll(['a', 'b']));
    await items.count(2);
    await waiting(1);
    await valueOf(ring.tailSequence());
    await valueOf(writer.addAll(['c', 'd', 'e', 'f', 'g', 'h', 'i']));
    expect((await items.count(8)).map(short)).toEqual(['0a', '1b', 'overrun 2-3', '4e', '5f', '6g', '7h', '8i']);
  });

  it('tells that it is not as far as it was', async () => {
    await valueOf(writer.addAll(['a', 'b']));
    using items = record(ring.stream({ from: 10, onLoss: 'report' }));
    expect((await items.count(3)).map(short)).toEqual(['rewound 10-0', '0a', '1b']);
    expect(await errorOf(ring.stream({ from: 10 }))).toMatchObject({
      code: 'STALE_SEQUENCE',
      cause: { type: 'rewound', from: Long.fromNumber(10), to: Long.ZERO },
    });
  });

  it('has one reader for all who have caught up', async () => {
    await valueOf(writer.addAll(['a', 'b']));
    using early = record(ring.stream({ from: 'oldest' }).pipe(map(short)));
    await early.count(2);
    await waiting(1);
    using late = record(ring.stream({ from: 0, onLoss: 'report' }).pipe(map(short)));
    using later = record(ring.stream().pipe(map(short)));
    await late.count(2);
    await waiting(1);
    early.stop();
    await valueOf(writer.add('c'));
    await late.count(3);
    await later.count(1);
    expect([early.items, late.items, later.items]).toEqual([['0a', '1b'], ['0a', '1b', '2c'], ['2c']]);
    late.stop();
    await waiting(1);
    later.stop();
    await waiting(0);
  });

  it('has no read left when nobody listens', async () => {
    const subscription = ring.stream().subscribe();
    await waiting(1);
    subscription.unsubscribe();
    await waiting(0);
  });

  it('ends when the ringbuffer is destroyed', async () => {
    await valueOf(writer.add('a'));
    using records = record(ring.stream({ from: 'oldest' }));
    await records.count(1);
    await waiting(1);
    await valueOf(ring.tailSequence());
    await valueOf(writer.destroy());
    await records.until((_, { error }) => error !== undefined);
    expect(records.error).toMatchObject({ code: 'DISTRIBUTED_OBJECT_DESTROYED' });
    await waiting(0);
  });

  it('ends with the client', async () => {
    const client = cluster.newClient();
    await valueOf(client.connect());
    using records = record(client.getRingbuffer(ring.name).stream());
    await valueOf(client.shutdown());
    expect(records.error).toMatchObject({ code: 'CLIENT_NOT_ACTIVE' });
  });

  it('may be unsubscribed by what it brings', async () => {
    await valueOf(writer.addAll(['a', 'b', 'c']));
    const read$ = ring.stream({ from: 'oldest' }).pipe(take(1));
    expect((await valueOf(read$)).value).toBe('a');
    await waiting(0);
    expect(await valueOf(ring.consume(() => EMPTY, { from: 'oldest' }).pipe(take(0)), { defaultValue: 'none' })).toBe(
      'none',
    );
  });
}
