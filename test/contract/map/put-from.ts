import { type HazelcastMap, SerializationError } from 'hazelrx';
import {
  concat,
  EMPTY,
  firstValueFrom as valueOf,
  from,
  lastValueFrom,
  map as mapping,
  type ObservableInput,
  Subject,
  throwError,
  toArray,
} from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { entriesOf } from './paging.js';

type Entry = [string, number];

const MANY = 5000;

/** Entries of any source into a map of real members; how the engine paces itself is shown by its unit tests. */
export function putFromContract(cluster: SuiteCluster): void {
  let map: HazelcastMap<string, number>;

  beforeEach(() => {
    map = cluster.client.getMap(uniqueName('put-from'));
  });

  /** Yields the entries and tells how many were taken, and whether it was closed. */
  class Source implements Iterable<Entry> {
    taken = 0;
    closed = false;

    constructor(readonly entries: readonly Entry[]) {}

    *[Symbol.iterator](): Generator<Entry> {
      try {
        for (const entry of this.entries) {
          this.taken++;
          yield entry;
        }
      } finally {
        this.closed = true;
      }
    }
  }

  async function* slowly(entries: readonly Entry[]): AsyncGenerator<Entry> {
    for (const [n, entry] of entries.entries()) {
      if (n % 500 === 0) await valueOf(map.size());
      yield entry;
    }
  }

  it.each<[string, (entries: Entry[]) => ObservableInput<Entry>]>([
    ['an array', entries => entries],
    ['a map', entries => new Map(entries)],
    ['a generator', entries => new Source(entries)[Symbol.iterator]()],
    ['an async generator', slowly],
    ['an Observable', entries => from(entries)],
  ])('writes all entries of %s', async (_, source) => {
    const entries = entriesOf(MANY);
    const progress = await valueOf(map.putFrom(source(entries)).pipe(toArray()));
    expect(progress.at(-1)).toEqual({ taken: MANY, written: MANY });
    const found = await valueOf(cluster.otherClient.getMap(map.name).entrySet());
    expect(new Map(found)).toEqual(new Map(entries as [unknown, unknown][]));
  });

  it('copies a map into another, page by page', async () => {
    const original: HazelcastMap<string, number> = cluster.client.getMap(uniqueName('original'));
    await valueOf(original.setAll(entriesOf(MANY)));
    expect(await lastValueFrom(map.putFrom(original.entries({ pageSize: 10 })))).toEqual({
      taken: MANY,
      written: MANY,
    });
    expect(await valueOf(map.size())).toBe(MANY);
  });

  it('tells how far it is, and takes no more than it may have in flight', async () => {
    const source = new Source(entriesOf(MANY));
    const ahead = await valueOf(
      map.putFrom(source, { inFlight: 100 }).pipe(
        mapping(({ taken, written }) => ({ taken, written, asked: source.taken })),
        toArray(),
      ),
    );
    expect(ahead.at(-1)).toEqual({ taken: MANY, written: MANY, asked: MANY });
    for (const [n, { taken, written, asked }] of ahead.entries()) {
      expect(asked - written).toBeLessThanOrEqual(100);
      expect(taken).toBe(asked);
      expect(written).toBeGreaterThan(ahead[n - 1]?.written ?? 0);
    }
    expect(source.closed).toBe(true);
  });

  it('tells of nothing to do once', async () => {
    expect(await valueOf(map.putFrom([]).pipe(toArray()))).toEqual([{ taken: 0, written: 0 }]);
    expect(await valueOf(map.putFrom(EMPTY).pipe(toArray()))).toEqual([{ taken: 0, written: 0 }]);
  });

  it('begins with a subscription, and anew with each', async () => {
    const source = new Source(entriesOf(10));
    const putting$ = map.putFrom(source);
    expect(source.taken).toBe(0);
    await lastValueFrom(putting$);
    await valueOf(map.clear());
    await lastValueFrom(putting$);
    expect([source.taken, await valueOf(map.size())]).toEqual([20, 10]);
  });

  it('waits for the connection when it comes first', async () => {
    const client = cluster.newClient();
    const own = client.getMap<string, number>(map.name);
    expect(await lastValueFrom(own.putFrom(entriesOf(100)))).toEqual({ taken: 100, written: 100 });
    await valueOf(client.shutdown());
    expect(await valueOf(map.size())).toBe(100);
  });

  it('writes the values of a key in their order', async () => {
    using events = record(map.events({ includeValue: true, signals: true }));
    await events.count(1);
    await lastValueFrom(map.putFrom(Array.from({ length: MANY }, (_, n): Entry => [`key-${n % 10}`, n])));
    for (let n = 0; n < 10; n++) expect(await valueOf(map.get(`key-${n}`))).toBe(MANY - 10 + n);
    await valueOf(map.set('key-0', -1));
    const isEnd = (item: object): boolean => 'value' in item && item.value === -1;
    const items: readonly object[] = await events.until(all => all.some(isEnd));
    const values = items.flatMap(item =>
      'key' in item && item.key === 'key-0' && 'value' in item ? [item.value] : [],
    );
    expect(values).toEqual([...values.slice(0, -1).toSorted((a, b) => Number(a) - Number(b)), -1]);
  });

  it.each<[string, unknown, object]>([
    ['a null value', ['bad', null], { code: 'ILLEGAL_ARGUMENT' }],
    ['an undefined key', [undefined, 1], { code: 'ILLEGAL_ARGUMENT' }],
    ['no pair', 'bad', { code: 'ILLEGAL_ARGUMENT' }],
    ['a value that cannot be serialized', ['bad', { price: 1n }], { path: '$.price' }],
  ])('ends at an entry with %s, and keeps what was written', async (_, bad, expected) => {
    const source = new Source([...entriesOf(1000), bad as Entry, ...entriesOf(2000).slice(1000)]);
    const error = await errorOf(map.putFrom(source, { inFlight: 100 }));
    expect(error).toMatchObject({ ...expected, operation: 'Map.putAll', structure: map.name });
    expect(error instanceof SerializationError).toBe('path' in expected);
    expect([source.taken, source.closed]).toEqual([1001, true]);
    const size = await valueOf(map.size());
    expect(size).toBeGreaterThanOrEqual(900);
    expect(size).toBeLessThanOrEqual(1000);
  });

  it('ends with the error of the source', async () => {
    const reason = new Error('no more');
    const source$ = concat(
      from(entriesOf(10)),
      throwError(() => reason),
    );
    const failed = await lastValueFrom(map.putFrom(source$)).catch((error: unknown) => error);
    expect(failed).toBe(reason);
  });

  it('ends when an Observable is too far ahead', async () => {
    const error = await errorOf(map.putFrom(from(entriesOf(MANY)), { inFlight: 10, buffer: 100 }));
    expect(error).toMatchObject({ code: 'HAZELCAST_OVERLOAD', operation: 'Map.putAll', structure: map.name });
    expect(await valueOf(map.size())).toBeLessThanOrEqual(111);
  });

  it('takes nothing more once it is unsubscribed', async () => {
    const source = new Source(entriesOf(MANY));
    await valueOf(map.putFrom(source, { inFlight: 10 }));
    const { taken } = source;
    expect(source.closed).toBe(true);
    expect(taken).toBeLessThanOrEqual(20);
    await valueOf(map.size());
    expect(source.taken).toBe(taken);
    const pushed = new Subject<Entry>();
    using putting = record(map.putFrom(pushed));
    pushed.next(['pushed', 1]);
    await putting.count(1);
    putting.stop();
    expect(pushed.observed).toBe(false);
    expect(await valueOf(map.get('pushed'))).toBe(1);
  });

  it.each([{ inFlight: 0 }, { inFlight: 1.5 }, { inFlight: Number.NaN }, { buffer: -1 }])(
    'refuses %j',
    async options => {
      const error = await errorOf(map.putFrom([['a', 1]], options));
      expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.putAll', structure: map.name });
      expect(await valueOf(map.isEmpty())).toBe(true);
    },
  );
}
