import { attributes, type EntryEvent, type MapEvent, Predicates, type ReplicatedMapEvent, type Signal } from 'hazelrx';
import { firstValueFrom as valueOf, type Observable } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';

interface Shelf {
  readonly count: number;
}
type Told = EntryEvent<string, Shelf | null> | MapEvent | ReplicatedMapEvent<string, Shelf> | Signal;

/** What the test looks at. */
interface Changed {
  readonly type: string;
  readonly key: string;
  readonly value?: Shelf | null;
  readonly oldValue?: Shelf | null;
}

interface Written {
  put(key: string, value: Shelf): Observable<unknown>;
  remove(key: string): Observable<unknown>;
}

const predicate = attributes<Shelf>().count.greaterThan(5);

/** The events of one key after those of the other are there: members tell of their own keys only. */
async function toldWhile(map: Written, stream$: Observable<Told>): Promise<unknown[]> {
  using events = record(stream$);
  await events.count(1);
  expect(events.items).toEqual([{ type: 'listening' }]);
  for (const count of [3, 6, 7, 2, 9]) await valueOf(map.put('a', { count }));
  await valueOf(map.remove('a'));
  for (const count of [1, 8]) await valueOf(map.put('a', { count }));
  await events.until(items => items.some(item => (item as Changed).value?.count === 8));
  return events.items.slice(1).map(item => {
    const { type, key, value, oldValue } = item as Changed;
    return [type, key, value?.count ?? null, oldValue?.count ?? null];
  });
}

export function predicateEventsContract(cluster: SuiteCluster): void {
  it('tells of entries that match as they are now, or as they were when they went', async () => {
    const map = cluster.client.getMap<string, Shelf>(uniqueName('shelves'));
    const told = await toldWhile(map, map.events({ predicate, includeValue: true, signals: true }));
    expect(told).toEqual([
      ['updated', 'a', 6, 3],
      ['updated', 'a', 7, 6],
      ['updated', 'a', 9, 2],
      ['removed', 'a', null, 9],
      ['updated', 'a', 8, 1],
    ]);
  });

  it('tells of one key that matches', async () => {
    const map = cluster.client.getMap<string, Shelf>(uniqueName('shelves'));
    const stream$ = map.events({ predicate, key: 'a', types: ['updated'], includeValue: true, signals: true });
    const told = await toldWhile(map, stream$);
    expect(told).toEqual([
      ['updated', 'a', 6, 3],
      ['updated', 'a', 7, 6],
      ['updated', 'a', 9, 2],
      ['updated', 'a', 8, 1],
    ]);
  });

  it.each([[undefined], ['a']])('tells of a replicated map, key %s', async key => {
    const map = cluster.client.getReplicatedMap<string, Shelf>(uniqueName('shelves'));
    const stream$ =
      key === undefined ? map.events({ predicate, signals: true }) : map.events({ predicate, key, signals: true });
    expect(await toldWhile(map, stream$)).toEqual([
      ['updated', 'a', 6, 3],
      ['updated', 'a', 7, 6],
      ['updated', 'a', 9, 2],
      ['removed', 'a', null, 9],
      ['updated', 'a', 8, 1],
    ]);
  });

  it('refuses what is for queries only', async () => {
    const map = cluster.client.getMap<string, Shelf>(uniqueName('shelves'));
    const error = await errorOf(map.events({ predicate: Predicates.partition('a') }));
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.addEntryListenerWithPredicate' });
  });
}
