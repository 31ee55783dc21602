import { Long, type Ringbuffer } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';

/** Single reads: what they bring, and when they wait. */
export function ringbufferReadsContract(cluster: SuiteCluster): void {
  let ring: Ringbuffer<string>;

  beforeEach(() => {
    ring = cluster.client.getRingbuffer<string>(uniqueName('small'));
  });

  /** What `readMany` brings, in short: sequence and value of each record, and the next. */
  async function read(start: number, minCount: number, maxCount: number): Promise<(string | number)[]> {
    const { records, nextSequence } = await valueOf(ring.readMany(start, minCount, maxCount));
    return [...records.map(({ sequence, value }) => `${sequence.toString()}${value}`), nextSequence.toNumber()];
  }

  it('reads one', async () => {
    await valueOf(ring.addAll(['a', 'b']));
    expect(await valueOf(ring.readOne(0))).toBe('a');
    expect(await valueOf(ring.readOne(1n))).toBe('b');
    expect(await valueOf(ring.readOne(Long.ONE))).toBe('b');
  });

  it('waits for the next', async () => {
    await valueOf(ring.add('a'));
    using reading = record(ring.readOne(1));
    await valueOf(ring.size());
    expect(reading.items).toEqual([]);
    await valueOf(cluster.otherClient.getRingbuffer<string>(ring.name).add('b'));
    expect(await reading.count(1)).toEqual(['b']);
    expect(reading.completed).toBe(true);
  });

  it('does not wait for the one after the next, nor for one that is gone', async () => {
    await valueOf(ring.addAll(['a', 'b', 'c', 'd', 'e', 'f']));
    const where = { operation: 'Ringbuffer.readOne', structure: ring.name };
    expect(await errorOf(ring.readOne(7))).toMatchObject({ code: 'ILLEGAL_ARGUMENT', ...where });
    expect(await errorOf(ring.readOne(0))).toMatchObject({ code: 'STALE_SEQUENCE', ...where });
  });

  it('tells who waits for an item that was overwritten at once', async () => {
    await valueOf(ring.add('a'));
    using reading = record(ring.readOne(1));
    await valueOf(ring.size());
    await valueOf(ring.addAll(['b', 'c', 'd', 'e', 'f', 'g', 'h']));
    await reading.until((_, { error }) => error !== undefined);
    expect(reading.error).toMatchObject({ code: 'STALE_SEQUENCE' });
  });

  it('ends a read when the ringbuffer is destroyed', async () => {
    await valueOf(ring.add('a'));
    using one = record(ring.readOne(1));
    using many = record(ring.readMany(1, 1, 10));
    await valueOf(ring.size());
    await valueOf(ring.destroy());
    await one.until((_, { error }) => error !== undefined);
    await many.until((_, { error }) => error !== undefined);
    expect([one.error, many.error]).toMatchObject([
      { code: 'DISTRIBUTED_OBJECT_DESTROYED' },
      { code: 'DISTRIBUTED_OBJECT_DESTROYED' },
    ]);
  });

  it('reads many: what is there, up to the most that is wanted', async () => {
    await valueOf(ring.addAll(['a', 'b', 'c']));
    expect(await read(0, 1, 10)).toEqual(['0a', '1b', '2c', 3]);
    expect(await read(1, 0, 1)).toEqual(['1b', 2]);
    expect(await read(2, 1, 1000)).toEqual(['2c', 3]);
  });

  it('begins with what is there where less or more was asked for', async () => {
    await valueOf(ring.addAll(['a', 'b', 'c', 'd', 'e', 'f', 'g']));
    expect(await read(0, 1, 2)).toEqual(['2c', '3d', 4]);
    using ahead = record(ring.readMany(100, 1, 10));
    await valueOf(ring.add('h'));
    const [{ records } = expect.fail()] = await ahead.count(1);
    expect(records).toEqual([{ sequence: Long.fromNumber(7), value: 'h' }]);
  });

  it('does not wait for none', async () => {
    expect(await read(0, 0, 10)).toEqual([0]);
    await valueOf(ring.addAll(['a', 'b']));
    expect(await read(2, 0, 10)).toEqual([2]);
  });

  it('waits for the least that is wanted, and has what it saw when others have overwritten it', async () => {
    await valueOf(ring.add('a'));
    using reading = record(ring.readMany(0, 3, 10));
    await valueOf(ring.add('b'));
    expect(reading.items).toEqual([]);
    await valueOf(ring.addAll(['c', 'd', 'e', 'f', 'g', 'h', 'i']));
    const [{ records, readCount, nextSequence } = expect.fail()] = await reading.count(1);
    expect(records.map(({ sequence, value }) => `${sequence.toString()}${value}`).join()).toBe('0a,1b,4e,5f,6g,7h,8i');
    expect([readCount, nextSequence.toNumber()]).toEqual([7, 9]);
  });

  it.each([
    [-1, 10, 'minCount must be a whole number from 0, not -1'],
    [0.5, 10, 'minCount must be a whole number from 0, not 0.5'],
    [0, 0, 'maxCount must be a whole number from 1 to 1000, not 0'],
    [0, 1001, 'maxCount must be a whole number from 1 to 1000, not 1001'],
    [3, 2, 'minCount 3 must not be above maxCount 2'],
  ])('refuses counts of %d to %d', async (minCount, maxCount, reason) => {
    const error = await errorOf(ring.readMany(0, minCount, maxCount));
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Ringbuffer.readMany', reason });
  });

  it('forgets a read that nobody waits for', async () => {
    const before = partsOf(cluster.client).pending.size;
    record(ring.readOne(0)).stop();
    record(ring.readMany(0, 1, 1)).stop();
    expect(partsOf(cluster.client).pending.size).toBe(before);
    await valueOf(ring.add('a'));
    expect(await valueOf(ring.readOne(0))).toBe('a');
  });
}
