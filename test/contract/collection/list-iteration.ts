import type { HazelcastList } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { listSub } from 'hazelrx/operations';
import {
  concatMap,
  firstValueFrom as valueOf,
  NEVER,
  type Observable,
  type ObservableInput,
  Subject,
  take,
  tap,
  toArray,
} from 'rxjs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';

/** Going through a list page by page. */
export function listIterationContract(cluster: SuiteCluster): void {
  let list: HazelcastList<number>;
  let other: HazelcastList<number>;

  beforeEach(() => {
    const name = uniqueName('pages');
    list = cluster.client.getList(name);
    other = cluster.otherClient.getList(name);
  });
  afterEach(() => vi.restoreAllMocks());

  function upTo(count: number): number[] {
    return Array.from({ length: count }, (_, n) => n);
  }

  /** Counts the pages that are asked for from now on. */
  function pages(): () => number {
    const { calls } = vi.spyOn(partsOf(cluster.client).invoker, 'call').mock;
    return () => calls.filter(([row]) => row === (listSub as unknown)).length;
  }

  it.each([1, 3, 7, 10, 1000, undefined])('brings all in order, %s a page', async pageSize => {
    await valueOf(list.addAll(upTo(10)));
    const asked = pages();
    const all = list.items(pageSize === undefined ? {} : { pageSize }).pipe(toArray());
    expect(await valueOf(all)).toEqual(upTo(10));
    expect(asked()).toBe(Math.ceil(10 / (pageSize ?? 1000)));
  });

  it('completes for an empty list', async () => {
    const asked = pages();
    expect(await valueOf(list.items().pipe(toArray()))).toEqual([]);
    expect(asked()).toBe(0);
  });

  it('begins anew for each who subscribes', async () => {
    const all = list.items().pipe(toArray());
    await valueOf(list.addAll([1, 2]));
    expect(await valueOf(all)).toEqual([1, 2]);
    await valueOf(list.add(3));
    expect(await valueOf(all)).toEqual([1, 2, 3]);
  });

  it('asks for the next page when one was delivered', async () => {
    await valueOf(list.addAll(upTo(10)));
    const asked = pages();
    expect(await valueOf(list.items({ pageSize: 3 }).pipe(take(3), toArray()))).toEqual([0, 1, 2]);
    expect(asked()).toBe(1);
  });

  it('ends where the list ended when it began', async () => {
    await valueOf(list.addAll(upTo(6)));
    const growing = list.items({ pageSize: 2 }).pipe(
      concatMap(n => other.add(100 + n).pipe(concatMap(() => [n]))),
      toArray(),
    );
    expect(await valueOf(growing)).toEqual(upTo(6));
    expect(await valueOf(list.size())).toBe(12);
  });

  /** Reads with pages of two, and changes the list once, when the first two were there. */
  function changed(change: () => Observable<unknown>): Promise<number[]> {
    let seen = 0;
    const handler = (n: number): ObservableInput<number> => (++seen === 2 ? change().pipe(concatMap(() => [n])) : [n]);
    return valueOf(list.consumeItems(handler, { pageSize: 2 }).pipe(toArray()));
  }

  it('ends sooner where the list becomes shorter', async () => {
    await valueOf(list.addAll(upTo(9)));
    expect(await changed(() => other.retainAll([0, 1, 2, 3, 4]))).toEqual([0, 1, 2, 3, 4]);
    await valueOf(list.clear());
    await valueOf(list.addAll(upTo(9)));
    expect(await changed(() => other.clear())).toEqual([0, 1]);
    await valueOf(list.addAll(upTo(9)));
    expect(await changed(() => other.destroy())).toEqual([0, 1]);
  });

  it('misses and repeats as items before its place go and come', async () => {
    await valueOf(list.addAll(upTo(6)));
    expect(await changed(() => other.removeAt(0))).toEqual([0, 1, 3, 4, 5]);
    await valueOf(list.clear());
    await valueOf(list.addAll(upTo(6)));
    expect(await changed(() => other.addAt(0, 99))).toEqual([0, 1, 1, 2, 3, 4]);
  });

  it('leaves the list as it is', async () => {
    await valueOf(list.addAll(upTo(5)));
    const handled = list.consumeItems(async n => n * 2, { pageSize: 2, concurrency: 2 }).pipe(toArray());
    expect(new Set(await valueOf(handled))).toEqual(new Set([0, 2, 4, 6, 8]));
    expect(await valueOf(list.toArray())).toEqual(upTo(5));
  });

  it.each([1, 2, 3])('asks for the next page when the handlers of one are done, %s at a time', async concurrency => {
    await valueOf(list.addAll(upTo(7)));
    const asked = pages();
    const working: Subject<number>[] = [];
    let most = 0;
    const handler = (): Observable<number> => {
      const end = new Subject<number>();
      working.push(end);
      most = Math.max(most, working.length);
      return end;
    };
    using consumed = record(list.consumeItems(handler, { pageSize: 3, concurrency }));
    for (let done = 0; done < 7; done++) {
      await eventually(
        () => working.length,
        length => length > 0,
      );
      expect(asked()).toBe(1 + Math.floor(done / 3));
      const end = working.shift()!;
      end.next(done);
      end.complete();
    }
    await consumed.until((_, { completed }) => completed);
    expect([consumed.items.length, most]).toEqual([7, concurrency]);
  });

  it('ends with the error of a handler', async () => {
    await valueOf(list.addAll(upTo(5)));
    const reason = new Error('cannot work');
    const begun: number[] = [];
    const failing = list.consumeItems(
      n => {
        begun.push(n);
        if (n === 2) throw reason;
        return [n];
      },
      { pageSize: 2 },
    );
    using consumed = record(failing);
    await consumed.until((_, { error }) => error !== undefined);
    expect([consumed.error, consumed.items, begun]).toEqual([reason, [0, 1], [0, 1, 2]]);
  });

  it('ends the handlers when it is unsubscribed', async () => {
    await valueOf(list.addAll(upTo(5)));
    let left = 0;
    const endless = (): Observable<never> => NEVER.pipe(tap({ unsubscribe: () => left++ }));
    let begun = 0;
    const consuming = record(list.consumeItems(() => (begun++, endless()), { concurrency: 3 }));
    await eventually(
      () => begun,
      count => count === 3,
    );
    consuming.stop();
    expect([begun, left]).toEqual([3, 3]);
  });

  it.each([0, -1, Number.NaN])('refuses %s items a page and handlers at a time', async count => {
    await valueOf(list.add(1));
    for (const stream$ of [list.items({ pageSize: count }), list.consumeItems(() => [1], { concurrency: count })])
      expect(await errorOf(stream$)).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: list.name });
  });

  it('ends with the client', async () => {
    const client = cluster.newClient();
    const theirs = client.getList<number>(list.name);
    await valueOf(theirs.addAll(upTo(4)));
    using consumed = record(theirs.consumeItems(() => client.shutdown(), { pageSize: 2 }));
    await consumed.until((_, { error }) => error !== undefined);
    expect(consumed.error).toMatchObject({ code: 'CLIENT_NOT_ACTIVE' });
  });
}
