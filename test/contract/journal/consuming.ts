import type { JournalCheckpoint } from 'hazelrx';
import { delay, firstValueFrom, of, Subject, tap, throwError, toArray, take } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import type { SuiteCluster } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';
import { all, newMap, short } from './events.js';

export function journalConsumingContract(cluster: SuiteCluster): void {
  it('handles one event after the other, and emits what came of it', async () => {
    const map = newMap(cluster);
    await all(...Array.from({ length: 20 }, (_, n) => map.set(`key-${n}`, `${n}`)));
    let atWork = 0;
    let most = 0;
    const work$ = map.consumeJournal(
      event => {
        most = Math.max(most, ++atWork);
        return of(short(event)).pipe(
          delay(1),
          tap(() => atWork--),
        );
      },
      { from: 'oldest' },
    );
    const results = await firstValueFrom(work$.pipe(take(20), toArray()));
    expect(results.toSorted()).toEqual(Array.from({ length: 20 }, (_, n) => `added key-${n} - ${n}`).toSorted());
    expect(most).toBe(1);
  });

  it('handles several partitions at a time, and the events of each in their order', async () => {
    const map = newMap(cluster);
    const keys = Array.from({ length: 10 }, (_, n) => `key-${n}`);
    for (const value of ['1', '2', '3']) await all(map.putAll(keys.map(key => [key, value])));
    const atWork = new Set<number>();
    let most = 0;
    const work$ = map.consumeJournal(
      event => {
        expect(atWork.has(event.partition)).toBe(false);
        atWork.add(event.partition);
        most = Math.max(most, atWork.size);
        return of(event).pipe(
          delay(2),
          tap(() => atWork.delete(event.partition)),
        );
      },
      { from: 'oldest', concurrency: 4 },
    );
    const events = await firstValueFrom(work$.pipe(take(30), toArray()));
    expect(most).toBe(4);
    for (const key of keys)
      expect(events.filter(event => event.key === key).map(({ value }) => value)).toEqual(['1', '2', '3']);
  });

  it('tells how far all has been handled', async () => {
    const map = newMap(cluster);
    await all(map.set('a', '1'), map.set('a', '2'));
    const kept: JournalCheckpoint[] = [];
    const handled: string[] = [];
    const options = {
      from: 'oldest',
      onCheckpoint: (checkpoint: JournalCheckpoint) => void kept.push(checkpoint),
    } as const;
    using work = record(
      map.consumeJournal(event => {
        handled.push(short(event));
        expect(kept).toHaveLength(1);
        return of(undefined);
      }, options),
    );
    await eventually(
      () => kept.length,
      count => count === 2,
    );
    expect(work.items).toHaveLength(2);
    expect(handled).toEqual(['added a - 1', 'updated a 1 2']);
    await all(map.set('a', '3'));
    using later = record(map.consumeJournal(event => of(short(event)), { from: kept[1]! }));
    expect(await later.count(1)).toEqual(['updated a 2 3']);
  });

  it('asks for more only when the handlers of a batch are done, so that a slow one is told what it has missed', async () => {
    const map = newMap(cluster);
    await all(map.set('a', '0'));
    const losses: unknown[] = [];
    const options = { from: 'oldest', batchSize: 1, onLoss: (loss: unknown) => void losses.push(loss) } as const;
    let others = all();
    using work = record(
      map.consumeJournal(event => {
        if (event.value === '0') others = all(...Array.from({ length: 20 }, (_, n) => map.set('a', `${n + 1}`)));
        return of(event.value).pipe(delay(event.value === '0' ? 500 : 0));
      }, options),
    );
    const values = await work.until(items => items.at(-1) === '20');
    await others;
    expect(values[0]).toBe('0');
    expect(values).toHaveLength(11);
    expect(losses).toMatchObject([{ type: 'overrun' }]);
  });

  it('begins no handler when it is left, or one has failed', async () => {
    const map = newMap(cluster);
    const keys = Array.from({ length: 50 }, (_, n) => `key-${n}`);
    await all(map.putAll(keys.map(key => [key, 'x'])));
    for (const end of ['leave', 'fail']) {
      const failure = new Subject<never>();
      let begun = 0;
      const work$ = map.consumeJournal(() => (begun++, failure), { from: 'oldest', concurrency: 3 });
      using work = record(work$);
      await eventually(
        () => begun,
        count => count === 3,
      );
      if (end === 'leave') work.stop();
      else failure.error(new Error('no'));
      expect(begun).toBe(3);
    }
  });

  it('ends with the first error of a handler', async () => {
    const map = newMap(cluster);
    await all(map.set('a', '1'));
    const failing$ = map.consumeJournal(() => throwError(() => new Error('no')), { from: 'oldest' });
    await expect(firstValueFrom(failing$)).rejects.toThrow('no');
    expect(await errorOf(map.consumeJournal(event => of(event), { concurrency: 0 }))).toMatchObject({
      code: 'ILLEGAL_ARGUMENT',
    });
  });
}
