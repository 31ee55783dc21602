import type { HazelcastMap } from 'hazelrx';
import {
  EMPTY,
  finalize,
  firstValueFrom as valueOf,
  NEVER,
  type Observable,
  of,
  Subject,
  take,
  throwError,
  timer,
  toArray,
} from 'rxjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';
import { entriesOf, pagesOf, requestsOf } from './paging.js';

/** Handlers that work until they are told to end. */
class Workers {
  readonly working: Subject<number>[] = [];
  begun = 0;
  most = 0;

  readonly handler = (): Observable<number> => {
    const end = new Subject<number>();
    this.begun++;
    this.working.push(end);
    this.most = Math.max(this.most, this.working.length);
    return end;
  };

  /** Those that somebody still waits for. */
  get active(): number {
    return this.working.filter(({ observed }) => observed).length;
  }

  endOne(): void {
    const end = this.working.shift()!;
    end.next(1);
    end.complete();
  }
}

type Consume = (handler: (key: string) => Observable<number>, concurrency?: number) => Observable<number>;

/** Going through a map with handlers, page by page. */
export function consumingContract(cluster: SuiteCluster): void {
  let map: HazelcastMap<string, number>;
  /** Some 37 entries a partition: two pages of twenty. Nobody changes it. */
  let large: HazelcastMap<string, number>;

  beforeAll(async () => {
    large = cluster.client.getMap(uniqueName('large'));
    await valueOf(large.setAll(entriesOf(10_000)));
  });
  beforeEach(() => {
    map = cluster.client.getMap(uniqueName('consuming'));
  });
  afterEach(() => vi.restoreAllMocks());

  /** Both ways to consume do the same. */
  const ways: [string, Consume][] = [
    [
      'consumeEntries',
      (handler, concurrency) =>
        large.consumeEntries(([key]) => handler(key), { ...(concurrency && { concurrency }), pageSize: 20 }),
    ],
    [
      'consumeKeys',
      (handler, concurrency) => large.consumeKeys(handler, { ...(concurrency && { concurrency }), pageSize: 20 }),
    ],
  ];

  describe.each(ways)('%s', (_, consume) => {
    it.each([undefined, 1, 3, 20])('runs no more than %s at a time', async concurrency => {
      const workers = new Workers();
      using consumed = record(consume(workers.handler, concurrency));
      await eventually(
        () => workers.active,
        active => active === (concurrency ?? 1),
      );
      while (consumed.items.length < 200) {
        if (workers.active > 0) workers.endOne();
        else await valueOf(large.isEmpty());
      }
      expect(workers.most).toBe(concurrency ?? 1);
    });

    it('begins the next when the one before has ended what it held', async () => {
      const steps: string[] = [];
      const handler = (): Observable<number> => {
        steps.push('begun');
        return timer(0).pipe(finalize(() => steps.push('ended')));
      };
      await valueOf(consume(handler, 1).pipe(take(3), toArray()));
      expect(steps).toEqual(['begun', 'ended', 'begun', 'ended', 'begun', 'ended']);
    });

    it('asks for the next page when the handlers of one are done', async () => {
      const requests = requestsOf(cluster.client);
      const counted = pagesOf(cluster.client);
      const workers = new Workers();
      using consumed = record(consume(workers.handler, 20));
      await eventually(
        () => workers.begun,
        begun => begun === 20,
      );
      const { asked } = counted;
      for (let n = 1; n < 20; n++) {
        workers.endOne();
        await valueOf(large.size());
        expect([workers.begun, requests(), counted.asked]).toEqual([20, 0, asked]);
      }
      workers.endOne();
      expect(counted.asked).toBe(asked + 1);
      await eventually(
        () => workers.begun,
        begun => begun > 20,
      );
      expect(consumed.items).toHaveLength(20);
    });

    it('ends with the error of a handler, and ends the others', async () => {
      const requests = requestsOf(cluster.client);
      const workers = new Workers();
      using consumed = record(consume(workers.handler, 5));
      await eventually(
        () => workers.begun,
        begun => begun === 5,
      );
      const reason = new Error('cannot work');
      workers.working[2]!.error(reason);
      expect(consumed.error).toBe(reason);
      expect([workers.active, workers.begun, requests()]).toEqual([0, 5, 0]);
      await valueOf(large.size());
      expect(workers.begun).toBe(5);
    });

    it.each<[string, () => Observable<number>]>([
      ['throws', () => { throw new Error('cannot begin'); }], // prettier-ignore
      ['fails at once', () => throwError(() => new Error('cannot begin'))],
    ])('ends when a handler %s', async (__, failing) => {
      let begun = 0;
      const handler = (): Observable<number> => (++begun === 30 ? failing() : of(begun));
      using consumed = record(consume(handler));
      await consumed.until((___, { error }) => error !== undefined);
      expect(consumed.error).toEqual(new Error('cannot begin'));
      expect([consumed.items.length, begun]).toEqual([29, 30]);
    });

    it('ends the handlers when it is unsubscribed', async () => {
      const workers = new Workers();
      using consumed = record(consume(workers.handler, 5));
      await eventually(
        () => workers.begun,
        begun => begun === 5,
      );
      consumed.stop();
      expect([workers.active, workers.begun]).toEqual([0, 5]);
    });

    it('waits for handlers that emit nothing, or later', async () => {
      let begun = 0;
      const handler = (): Observable<number> => (++begun % 2 === 0 ? EMPTY : timer(0));
      const consumed = consume(handler, 20).pipe(take(50), toArray());
      expect(await valueOf(consumed)).toEqual(Array.from({ length: 50 }, () => 0));
      expect(begun).toBeLessThanOrEqual(120);
    });
  });

  it('takes whatever can be observed', async () => {
    await valueOf(map.set('a', 1));
    expect(await valueOf(map.consumeEntries(async ([, n]) => n + 1).pipe(toArray()))).toEqual([2]);
    expect(await valueOf(map.consumeEntries(([key, n]) => [key, n]).pipe(toArray()))).toEqual(['a', 1]);
    expect(await valueOf(map.consumeKeys(key => map.get(key)).pipe(toArray()))).toEqual([1]);
    expect(await valueOf(map.consumeKeys(() => EMPTY).pipe(toArray()))).toEqual([]);
    using waiting = record(map.consumeKeys(() => NEVER));
    await valueOf(map.size());
    expect(waiting.completed).toBe(false);
  });

  it.each([0, -1, Number.NaN])('refuses %s handlers at a time', async concurrency => {
    for (const stream$ of [
      map.consumeEntries(() => of(1), { concurrency }),
      map.consumeKeys(() => of(1), { concurrency }),
    ])
      expect(await errorOf(stream$)).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: map.name });
  });
}
