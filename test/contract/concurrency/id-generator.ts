import { type ConcurrencyBackend, type IdGenerator, Long } from 'hazelrx';
import { defer, firstValueFrom as valueOf, forkJoin, take, toArray } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { Primitives } from './primitives.js';

/** Ids that nobody else gets. */
export function idGeneratorContract(cluster: SuiteCluster, backend: ConcurrencyBackend): void {
  const made = new Primitives(cluster, backend);

  afterEach(() => made.leaveNothing());

  const numbers = async (generator: IdGenerator, count: number): Promise<number[]> => {
    const ids = await valueOf(forkJoin(Array.from({ length: count }, () => generator.newId())));
    return ids.map(Number);
  };
  const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

  describe('sequential', () => {
    it('ids are the numbers from 0, one for each subscription', async () => {
      const generator = made.ids();
      const id$ = generator.newId();
      for (const n of range(0, 3)) expect(await valueOf(id$.pipe(toArray()))).toEqual([Long.fromNumber(n)]);
      expect(await numbers(generator, 7)).toEqual(range(3, 10));
      expect(await numbers(generator, 2000)).toEqual(range(10, 2010));
    });

    it('ids come at once where their block was reserved before', async () => {
      const generator = made.ids({ blockSize: 3 });
      await valueOf(generator.newId());
      for (const n of [1, 2]) {
        using next = record(generator.newId());
        expect([next.items, next.completed]).toEqual([[Long.fromNumber(n)], true]);
      }
      using first = record(generator.newId());
      expect(first.items).toEqual([]);
      expect(await first.count(1)).toEqual([Long.fromNumber(3)]);
    });

    it('ids are of blocks, of which each client has its own', async () => {
      const options = { blockSize: 10, backend };
      const mine = made.ids(options);
      const others = cluster.otherClient.getIdGenerator(mine.name, options);
      expect(await numbers(mine, 4)).toEqual(range(0, 4));
      expect(await numbers(others, 4)).toEqual(range(10, 14));
      expect(await numbers(mine, 10)).toEqual([...range(4, 10), ...range(20, 24)]);
      expect(await numbers(others, 6)).toEqual(range(14, 20));
      await using last = cluster.newClient();
      expect(await numbers(last.getIdGenerator(mine.name, options), 1)).toEqual([30]);
    });

    it('ids are given to nobody twice', async () => {
      const name = uniqueName('ids');
      const clients = [
        made.ids({ blockSize: 7 }, name),
        cluster.otherClient.getIdGenerator(name, { blockSize: 7, backend }),
      ];
      const given = await Promise.all([...clients, ...clients].map(generator => numbers(generator, 100)));
      expect(new Set(given.flat()).size).toBe(400);
      expect(Math.max(...given.flat())).toBeLessThan(400 + 2 * 7);
    });

    it('ids of those who leave are lost at most', async () => {
      const generator = made.ids({ blockSize: 5 });
      for (let n = 0; n < 10; n++) generator.newId().subscribe().unsubscribe();
      const given = await numbers(generator, 10);
      expect(new Set(given).size).toBe(10);
      expect(given).toEqual([...given].sort((one, two) => one - two));
    });

    it.each<[unknown]>([[0], [-1], [1.5], [1_000_001], ['10']])('ids do not come in blocks of %j', async blockSize => {
      const generator = (): IdGenerator => made.ids({ blockSize: blockSize as number });
      expect(await errorOf(defer(() => generator().newId()))).toMatchObject({ code: 'ILLEGAL_ARGUMENT' });
    });
  });

  describe('a stream of ids', () => {
    it('has all of them, without end', async () => {
      const generator = made.ids({ blockSize: 10 });
      expect((await valueOf(generator.ids().pipe(take(25), toArray()))).map(Number)).toEqual(range(0, 25));
    });

    it('is one for all who listen', async () => {
      const generator = made.ids({ blockSize: 10 });
      using early = record(generator.ids().pipe(take(35)));
      using late = record(generator.ids().pipe(take(15)));
      await early.until((_, { completed }) => completed);
      await late.until((_, { completed }) => completed);
      const [first, second] = [early, late].map(({ items }) => items.map(Number));
      expect(first).toEqual(range(0, 35));
      expect(second).toEqual(range(second![0]!, second![0]! + 15));
      expect(second![0]!).toBeLessThan(20);
    });

    it('gives none twice, also not to who asks for single ones', async () => {
      const generator = made.ids({ blockSize: 10 });
      const given: number[] = [];
      for (let round = 0; round < 3; round++) {
        given.push(...(await valueOf(generator.ids().pipe(take(13), toArray()))).map(Number));
        given.push(...(await numbers(generator, 3)));
      }
      expect(new Set(given).size).toBe(48);
    });
  });

  describe('flake', () => {
    it('ids are given to nobody twice', async () => {
      const name = uniqueName('flakes');
      const generators = [cluster.client, cluster.otherClient].map(client =>
        client.getIdGenerator(name, { kind: 'flake', backend }),
      );
      const given = await Promise.all(
        generators.map(generator => valueOf(forkJoin(Array.from({ length: 250 }, () => generator.newId())))),
      );
      const streamed = await valueOf(generators[0]!.ids().pipe(take(250), toArray()));
      const all = [...given.flat(), ...streamed];
      expect(new Set(all.map(String)).size).toBe(750);
      // From the time: far above what has been counted.
      expect(all.every(id => id.greaterThan(2 ** 53))).toBe(true);
    });
  });

  it('is one object for each name', () => {
    const { client } = cluster;
    const generator = made.ids();
    expect(client.getIdGenerator(generator.name, { backend })).toBe(generator);
    expect(client.getIdGenerator(uniqueName('ids'), { backend })).not.toBe(generator);
  });
}
