import {
  Aggregators,
  compact,
  type HazelcastError,
  type HazelcastMap,
  int32,
  type Predicate,
  Predicates,
  Projections,
} from 'hazelrx';
import { firstValueFrom as valueOf, type Observable } from 'rxjs';
import { beforeAll, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { type Plain, plainGoods } from './goods.js';

export function errorsContract(cluster: SuiteCluster): void {
  let map: HazelcastMap<string, Plain>;
  beforeAll(async () => {
    map = await plainGoods(cluster);
  });

  it('tells of what members cannot parse', async () => {
    const error = await errorOf(map.values(Predicates.sql('n >')));
    expect(error).toMatchObject({ operation: 'Map.valuesWithPredicate', structure: map.name });
    expect(error.message).toContain('Invalid SQL: [n >]');
    expect((await errorOf(map.keys({ predicate: Predicates.sql('n >') }))).message).toContain('Invalid SQL');
  });

  it('tells of what cannot be matched', async () => {
    const error = await errorOf(map.keySet(Predicates.regex('name', '(')));
    expect(error).toMatchObject({ code: 'UNDEFINED', operation: 'Map.keySetWithPredicate', structure: map.name });
  });

  it('says that a key of a partition does not fit, to those who subscribe', async () => {
    const numbers = cluster.client.getMap(map.name, { key: int32, value: int32 });
    const partition = Predicates.partition(1.5);
    for (const ask$ of [
      numbers.keySet(partition),
      numbers.keySet(Predicates.paging(2, { predicate: partition })),
      numbers.removeAll(partition),
    ]) {
      const error = await errorOf(ask$);
      expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: map.name });
      expect(error.message).toContain('1.5 does not fit');
    }
  });

  it('is told of what has no order, by calls and to listeners', async () => {
    const asks: ((predicate: Predicate) => Observable<unknown>)[] = [
      predicate => map.keySet(predicate),
      predicate => map.events({ predicate }),
    ];
    for (const ask of asks) {
      // Of a type of its own: members have its schema before they read the predicate.
      const Unordered = compact(uniqueName('unordered'), { n: int32 });
      const error = await errorOf(ask(Predicates.equal('this', Unordered({ n: 1 }))));
      expect(error).toMatchObject({ name: 'SerializationError', structure: map.name });
      expect(error.message).toContain('java.lang.Comparable');
    }
  });

  const none = { equal: 1 } as unknown as Predicate;
  it.each<[string, () => Promise<HazelcastError>]>([
    ['Map.keySetWithPredicate', () => errorOf(map.keySet(none))],
    ['Map.valuesWithPredicate', () => errorOf(map.values(null as unknown as Predicate))],
    ['Map.entriesWithPredicate', () => errorOf(map.entrySet('n > 1' as unknown as Predicate))],
    ['Map.removeAll', () => errorOf(map.removeAll(undefined as unknown as Predicate))],
    ['Map.projectWithPredicate', () => errorOf(map.project(Projections.identity(), none))],
    ['Map.aggregateWithPredicate', () => errorOf(map.aggregate(Aggregators.count(), none))],
    ['Map.project', () => errorOf(map.project(none as never))],
    ['Map.aggregate', () => errorOf(map.aggregate(none as never))],
    ['Map.fetchWithQuery', () => errorOf(map.entries({ predicate: none }))],
    ['Map.fetchWithQuery', () => errorOf(map.keys({ predicate: Predicates.partition('key-1') }))],
    ['Map.live', () => errorOf(map.live(Predicates.partition('key-1')))],
    ['Map.addEntryListenerWithPredicate', () => errorOf(map.events({ predicate: none }))],
    ['Map.removeAll', () => errorOf(map.removeAll(Predicates.paging(2) as unknown as Predicate))],
  ])('refuses what is no argument of %s', async (operation, ask) => {
    expect(await ask()).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation, structure: map.name });
    expect(await valueOf(map.size())).toBe(40);
  });
}
