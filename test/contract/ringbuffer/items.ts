import { Long, type Ringbuffer } from 'hazelrx';
import { firstValueFrom as valueOf, forkJoin, map, type Observable } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually } from '../../support/recording.js';

/** All that a ringbuffer tells of itself, as numbers. */
function stateOf(ring: Ringbuffer<string>): Promise<Record<string, number>> {
  const number = (asked: Observable<Long>): Observable<number> => asked.pipe(map(long => long.toNumber()));
  return valueOf(
    forkJoin({
      capacity: number(ring.capacity()),
      head: number(ring.headSequence()),
      remaining: number(ring.remainingCapacity()),
      size: number(ring.size()),
      tail: number(ring.tailSequence()),
    }),
  );
}

/** What is added, and what becomes of it when there is no room. */
export function ringbufferItemsContract(cluster: SuiteCluster): void {
  const ringOf = (kind: string): Ringbuffer<string> => cluster.client.getRingbuffer<string>(uniqueName(kind));

  it('is empty at first', async () => {
    expect(await stateOf(ringOf('ring'))).toEqual({ capacity: 10_000, head: 0, remaining: 10_000, size: 0, tail: -1 });
  });

  it('numbers what is added', async () => {
    const ring = ringOf('small');
    expect(await valueOf(ring.add('a'))).toEqual(Long.ZERO);
    expect(await valueOf(ring.add('b', 'FAIL'))).toEqual(Long.ONE);
    expect(await valueOf(ring.addAll(new Set(['c', 'd'])))).toEqual(Long.fromNumber(3));
    expect(await stateOf(ring)).toEqual({ capacity: 5, head: 0, remaining: 5, size: 4, tail: 3 });
  });

  it('overwrites the oldest when it is full', async () => {
    const ring = ringOf('small');
    await valueOf(ring.addAll(['a', 'b', 'c', 'd', 'e', 'f', 'g']));
    expect(await stateOf(ring)).toEqual({ capacity: 5, head: 2, remaining: 5, size: 5, tail: 6 });
    expect(await valueOf(ring.readOne(2))).toBe('c');
  });

  it('overwrites also with FAIL where nothing has a time to live', async () => {
    const ring = ringOf('small');
    await valueOf(ring.addAll(['a', 'b', 'c', 'd', 'e']));
    expect(await valueOf(ring.add('f', 'FAIL'))).toEqual(Long.fromNumber(5));
    expect(await valueOf(ring.addAll(['g', 'h'], 'FAIL'))).toEqual(Long.fromNumber(7));
    expect(await valueOf(ring.addAll(['1', '2', '3', '4', '5', '6'], 'FAIL'))).toEqual(Long.NEG_ONE);
    expect(await stateOf(ring)).toMatchObject({ head: 3, tail: 7 });
  });

  it('refuses with FAIL what there is no room for, all of it', async () => {
    const ring = ringOf('filling');
    await valueOf(ring.addAll(['a', 'b']));
    expect(await stateOf(ring)).toEqual({ capacity: 3, head: 0, remaining: 1, size: 2, tail: 1 });
    expect(await valueOf(ring.addAll(['c', 'd'], 'FAIL'))).toEqual(Long.NEG_ONE);
    expect(await valueOf(ring.add('c', 'FAIL'))).toEqual(Long.fromNumber(2));
    expect(await valueOf(ring.add('d', 'FAIL'))).toEqual(Long.NEG_ONE);
    expect(await stateOf(ring)).toEqual({ capacity: 3, head: 0, remaining: 0, size: 3, tail: 2 });
    expect(await valueOf(ring.add('d', 'OVERWRITE'))).toEqual(Long.fromNumber(3));
    expect(await stateOf(ring)).toMatchObject({ head: 1, tail: 3 });
  });

  it('forgets what has had its time', async () => {
    const ring = ringOf('expiring');
    await valueOf(ring.addAll(['a', 'b']));
    await eventually(
      () => stateOf(ring),
      ({ size }) => size === 0,
    );
    expect(await stateOf(ring)).toEqual({ capacity: 3, head: 2, remaining: 3, size: 0, tail: 1 });
    expect(await errorOf(ring.readOne(0))).toMatchObject({ code: 'STALE_SEQUENCE' });
  });

  it('refuses what cannot be meant, and sends nothing', async () => {
    const ring = ringOf('ring');
    const refused = { code: 'ILLEGAL_ARGUMENT', structure: ring.name };
    expect(await errorOf(ring.addAll([]))).toMatchObject({ ...refused, operation: 'Ringbuffer.addAll' });
    expect(await errorOf(ring.addAll('ab' as never))).toMatchObject({
      operation: 'Ringbuffer.addAll',
      structure: ring.name,
    });
    expect(await errorOf(ring.add('a', 'overwrite' as never))).toMatchObject({
      ...refused,
      operation: 'Ringbuffer.add',
    });
    expect(await errorOf(ring.addAll(['a'], 'NEVER' as never))).toMatchObject(refused);
    expect(await stateOf(ring)).toMatchObject({ size: 0 });
  });

  it('begins anew when it was destroyed', async () => {
    const ring = ringOf('ring');
    await valueOf(ring.addAll(['a', 'b']));
    await valueOf(ring.destroy());
    expect(await valueOf(ring.add('c'))).toEqual(Long.ZERO);
  });
}
