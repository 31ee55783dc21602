import {
  attributes,
  compact,
  type HazelcastMap,
  int32,
  type LiveResync,
  Predicates,
  string,
  toCollection,
} from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf, map as mapped } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';
import { asText, untilHas } from './viewing.js';

type Numbers = HazelcastMap<string, number>;

const high = Predicates.greaterThan('this', int32(10));

export function liveMatchesContract(cluster: SuiteCluster): void {
  let map: Numbers;
  let other: Numbers;

  beforeEach(() => {
    const name = uniqueName('matches');
    map = cluster.client.getMap(name, { key: string, value: int32 });
    other = cluster.otherClient.getMap(name, { key: string, value: int32 });
  });

  it('tell what comes and goes as values change', async () => {
    await valueOf(other.putAll([['a', 11], ['b', 1]])); // prettier-ignore
    using view = record(map.live(high).pipe(mapped(asText)));
    await view.count(1);
    const steps: readonly [value: number | null, told: string | null][] = [
      [12, 'a=12<11'],
      [1, '-a<12'],
      [2, null],
      [13, 'a=13'],
      [13, null],
      [null, '-a<13'],
      [null, null],
      [14, 'a=14'], // prettier-ignore
    ];
    for (const [value] of steps) await valueOf(value === null ? other.delete('a') : other.set('a', value));
    const told = steps.flatMap(([, text]) => text ?? []);
    await view.count(1 + told.length);
    expect(view.items).toEqual(['[a=11]', ...told]);
  });

  it('are registered twice, and not at all when nobody looks', async () => {
    const { listeners } = partsOf(cluster.client);
    const before = listeners.size;
    const view = record(map.live(high));
    expect(listeners.size).toBe(before + 2);
    await view.count(1);
    view.stop();
    await eventually(
      () => listeners.size,
      size => size === before,
    );
  });

  it('notice clear, evictAll and the end of a time to live', async () => {
    const resyncs: LiveResync[] = [];
    using view = record(map.live(high, { onResync: resync => resyncs.push(resync) }).pipe(toCollection()));
    await view.count(1);
    for (const act of [() => other.clear(), () => other.evictAll(), () => other.set('a', 20, 1000)]) {
      await valueOf(other.putAll([['a', 11], ['b', 1]])); // prettier-ignore
      await untilHas(view, [['a', 11]]);
      await valueOf(act());
      await untilHas(view, []);
    }
    await eventually(
      () => resyncs.flatMap(({ causes }) => causes.filter(cause => cause.startsWith('map'))),
      causes => causes.join() === 'mapCleared,mapEvicted',
    );
  });

  it('follow keys, declared types and combined predicates', async () => {
    const Order = compact('live-order', { customer: string, price: int32 });
    const name = uniqueName('matches');
    const orders = cluster.client.getMap(name, { key: string, value: Order });
    const others = cluster.otherClient.getMap(name, { key: string, value: Order });
    const order = attributes(Order);
    const predicate = Predicates.and(order.price.greaterThan(10), Predicates.like('__key', 'o-%'));
    using view = record(orders.live(predicate).pipe(toCollection()));
    await view.count(1);
    await valueOf(others.set('o-1', { customer: 'ada', price: 5 }));
    await valueOf(others.set('o-2', { customer: 'ada', price: 15 }));
    await valueOf(others.set('x-3', { customer: 'ada', price: 15 }));
    await valueOf(others.set('o-1', { customer: 'ada', price: 25 }));
    await untilHas(view, [['o-1', { customer: 'ada', price: 25 }], ['o-2', { customer: 'ada', price: 15 }]]); // prettier-ignore
    await valueOf(others.set('o-2', { customer: 'grace', price: 5 }));
    await untilHas(view, [['o-1', { customer: 'ada', price: 25 }]]);
  });

  it('are what a query answers, where it rewrites a NOT: an order of an attribute that is null or missing', async () => {
    const name = uniqueName('matches');
    const things = cluster.client.getMap<string, object>(name);
    const others = cluster.otherClient.getMap<string, object>(name);
    const low = Predicates.lessThan('a', int32(1));
    const predicates = [
      Predicates.not(low),
      Predicates.not(Predicates.not(low)),
      Predicates.not(Predicates.or(low, Predicates.in('a', int32(7)))),
      Predicates.not(Predicates.and(Predicates.not(low), Predicates.equal('b', null))),
      Predicates.not(Predicates.lessThan('c[any]', int32(2))),
      Predicates.not(Predicates.sql('a = 2')),
      Predicates.sql('a not between 1 and 5 and not b = 3'),
    ];
    const entries: [string, object][] = [
      ['zero', { a: 0, c: [] }],
      ['two', { a: 2, b: 3, c: [1, 2] }],
      ['seven', { a: 7, c: [1] }],
      ['null', { a: null, b: null, c: [2, 3] }],
      ['absent', {}],
    ];
    const keysOf = (view: ReadonlyMap<string, object> | undefined): string =>
      [...(view?.keys() ?? [])].toSorted().join();
    for (const predicate of predicates) {
      await valueOf(others.removeAll(Predicates.alwaysTrue()));
      using told = record(things.live(predicate).pipe(toCollection()));
      await told.count(1);
      for (const [key, value] of entries) await valueOf(others.set(key, value));
      using read = record(things.live(predicate).pipe(toCollection()));
      await read.count(1);
      const answer = new Map(await valueOf(others.entrySet(predicate)));
      expect(keysOf(read.items.at(-1))).toBe(keysOf(answer));
      await told.until(items => keysOf(items.at(-1)) === keysOf(answer));
      // An entry of which members tell after all of those: none of them is still to come.
      for (const [key] of entries) await valueOf(others.set(key, { a: 0, b: 3, c: [0] }));
      for (const [key, value] of entries) await valueOf(others.set(key, value));
      await told.until(items => keysOf(items.at(-1)) === keysOf(answer));
    }
  });

  it('compare what matches with the map where they are asked to', async () => {
    await valueOf(other.putAll([['a', 11], ['b', 1]])); // prettier-ignore
    const resyncs: LiveResync[] = [];
    const options = { verifyEvery: 100, onResync: (resync: LiveResync) => resyncs.push(resync) };
    using view = record(map.live(high, options).pipe(toCollection()));
    await eventually(
      () => resyncs.length,
      count => count > 1,
    );
    expect(resyncs.map(({ differences }) => differences)).toEqual(resyncs.map(() => 0));
    await untilHas(view, [['a', 11]]);
  });

  it('refuse pages, partitions, orders that a text negates, and what is no time', async () => {
    expect(await errorOf(map.live(Predicates.paging(10) as never))).toMatchObject({ code: 'ILLEGAL_ARGUMENT' });
    const texts = ['not (this < 1)', "this > 1 and not __key = 'a'"].map(text => Predicates.sql(text));
    const refused = [...texts, Predicates.not(Predicates.sql('this >= 1')), Predicates.partition('a', high)];
    for (const each of refused) expect(await errorOf(map.live(each))).toMatchObject({ code: 'ILLEGAL_ARGUMENT' });
    expect(await errorOf(map.live(high, { verifyEvery: 0 }))).toMatchObject({ code: 'ILLEGAL_ARGUMENT' });
  });
}
