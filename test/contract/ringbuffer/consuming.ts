import type { Ringbuffer, RingbufferLoss } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf, map, of, Subject, take, throwError, toArray } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';
import { short } from './streams.js';

/** Handlers for the records of a ringbuffer. */
export function ringbufferConsumingContract(cluster: SuiteCluster): void {
  let ring: Ringbuffer<string>;

  beforeEach(() => {
    ring = cluster.client.getRingbuffer<string>(uniqueName('small'));
  });

  it('brings the results of the handlers', async () => {
    await valueOf(ring.addAll(['a', 'b', 'c']));
    const results$ = ring.consume(item => of(short(item)), { from: 'oldest' }).pipe(take(3), toArray());
    expect(await valueOf(results$)).toEqual(['0a', '1b', '2c']);
  });

  it('runs no more handlers than it is to, and reads on when those of a batch are done', async () => {
    await valueOf(ring.addAll(['a', 'b', 'c', 'd']));
    const idle = partsOf(cluster.client).pending.size;
    const working: Subject<string>[] = [];
    const handler = (): Subject<string> => {
      const work = new Subject<string>();
      working.push(work);
      return work;
    };
    const end = (index: number): void => {
      working[index]!.next(`done ${index}`);
      working[index]!.complete();
    };
    using results = record(ring.consume(handler, { from: 'oldest', concurrency: 2, batchSize: 3 }));
    await eventually(
      () => working.length,
      count => count === 2,
    );
    expect(partsOf(cluster.client).pending.size).toBe(idle);
    end(0);
    expect(working).toHaveLength(3);
    end(2);
    await valueOf(ring.size());
    expect(working).toHaveLength(3);
    end(1);
    await eventually(
      () => working.length,
      count => count === 4,
    );
    expect(results.items).toEqual(['done 0', 'done 2', 'done 1']);
  });

  it('reads for each subscription', async () => {
    await valueOf(ring.addAll(['a', 'b']));
    const values$ = ring.consume(({ value }) => of(value), { from: 'oldest' }).pipe(take(2), toArray());
    expect(await Promise.all([valueOf(values$), valueOf(values$)])).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('ends with the error of a handler', async () => {
    await valueOf(ring.add('a'));
    const consumed$ = ring.consume(() => throwError(() => new Error('cannot work')), { from: 'oldest' });
    using consumed = record(consumed$);
    await consumed.until((_, { error }) => error !== undefined);
    expect(consumed.error).toEqual(new Error('cannot work'));
  });

  it('hands losses over, or ends with them', async () => {
    await valueOf(ring.addAll(['a', 'b', 'c', 'd', 'e', 'f', 'g']));
    expect(await errorOf(ring.consume(item => of(item), { from: 0 }))).toMatchObject({ code: 'STALE_SEQUENCE' });
    const losses: RingbufferLoss[] = [];
    const onLoss = (loss: RingbufferLoss): number => losses.push(loss);
    const values$ = ring.consume(item => of(item), { from: 0, onLoss: loss => void onLoss(loss) });
    expect(await valueOf(values$.pipe(map(short), take(5), toArray()))).toEqual(['2c', '3d', '4e', '5f', '6g']);
    expect(losses.map(short)).toEqual(['overrun 0-1']);
  });

  it('refuses to run no handler', async () => {
    expect(await errorOf(ring.consume(item => of(item), { concurrency: 0 }))).toMatchObject({
      code: 'ILLEGAL_ARGUMENT',
    });
  });
}
