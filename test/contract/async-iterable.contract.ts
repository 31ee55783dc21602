import { type HazelcastMap, type Pressure, type Ringbuffer, toAsyncIterable } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf, map } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { describeOnClusters, type SuiteCluster, uniqueName } from '../support/clusters.js';
import { eventually, record } from '../support/recording.js';

describeOnClusters('toAsyncIterable and pressure$', asyncIterableContract);

function asyncIterableContract(cluster: SuiteCluster): void {
  let ringbuffer: Ringbuffer<number>;
  let numbers: HazelcastMap<string, number>;
  let name: string;

  beforeEach(() => {
    name = uniqueName('iterated');
    ringbuffer = cluster.client.getRingbuffer<number>(name);
    numbers = cluster.client.getMap<string, number>(name);
  });

  const values = () => ringbuffer.stream({ from: 'oldest' }).pipe(map(({ value }) => value));
  const add = (...items: number[]) => valueOf(cluster.otherClient.getRingbuffer<number>(name).addAll(items));
  const shown = ({ streams }: Pressure) => streams.find(stream => stream.name === name);

  it('brings each record once, in order, to a loop that takes them one by one', async () => {
    await add(...Array.from({ length: 300 }, (_, n) => n));
    const got: number[] = [];
    for await (const value of toAsyncIterable(values())) {
      got.push(value);
      if (value === 150) await add(300);
      if (value === 300) break;
    }
    expect(got).toEqual(Array.from({ length: 301 }, (_, n) => n));
  });

  it('fails with HAZELCAST_OVERLOAD after what is buffered when the consumer is too slow', async () => {
    const iterable = toAsyncIterable(values(), { buffer: 3, name });
    const overloaded = iterable[Symbol.asyncIterator]();
    await add(1, 2, 3, 4, 5);
    await eventually(
      () => iterable.dropped,
      dropped => dropped === 1,
    );
    const got = [1, 2, 3].map(value => ({ done: false, value }));
    expect([await overloaded.next(), await overloaded.next(), await overloaded.next()]).toEqual(got);
    await expect(overloaded.next()).rejects.toMatchObject({ code: 'HAZELCAST_OVERLOAD', structure: name });
  });

  it('shows on pressure$ what waits and what was dropped', async () => {
    using pressure = record(cluster.client.pressure$);
    const options = { buffer: 3, overflow: 'dropOldest', name, countedBy: cluster.client } as const;
    const latest = toAsyncIterable(values(), options);
    const items = latest[Symbol.asyncIterator]();
    await add(1, 2, 3, 4, 5);
    await pressure.until(told => told.some(each => shown(each)?.dropped === 2));
    expect(shown(pressure.items.at(-1)!)).toEqual({ name, buffered: 3, dropped: 2 });
    expect(latest.dropped).toBe(2);
    expect(await items.next()).toEqual({ done: false, value: 3 });
    await items.return!();
    await pressure.until(told => shown(told.at(-1)!)?.buffered === 0);
    expect(shown(pressure.items.at(-1)!)).toEqual({ name, buffered: 0, dropped: 2 });
  });

  it('removes its listener when the loop is left', async () => {
    const seen: unknown[] = [];
    for await (const event of toAsyncIterable(numbers.events({ includeValue: true, signals: true }))) {
      seen.push(event.type);
      if (event.type === 'listening') await valueOf(numbers.put('a', 1));
      else break;
    }
    expect(seen).toEqual(['listening', 'added']);
    expect(partsOf(cluster.client).listeners.size).toBe(0);
  });

  it('fails a loop over a stream of a client that is shut down', async () => {
    const client = cluster.newClient();
    const events = toAsyncIterable(client.getMap(name).events({ signals: true }))[Symbol.asyncIterator]();
    expect(await events.next()).toMatchObject({ value: { type: 'listening' } });
    const waiting = events.next();
    await valueOf(client.shutdown());
    await expect(waiting).rejects.toMatchObject({ code: 'CLIENT_NOT_ACTIVE' });
  });

  it('counts a call that waits on its member until it is answered', async () => {
    const client = cluster.newClient();
    await valueOf(client.connect());
    using pressure = record(client.pressure$);
    using taken = record(client.getQueue<number>(name).take());
    await pressure.until(told => told.at(-1)!.pendingCalls === 1 && told.at(-1)!.queuedBytes === 0);
    await valueOf(cluster.otherClient.getQueue<number>(name).offer(1));
    await taken.count(1);
    await eventually(
      () => pressure.items.at(-1)!,
      ({ pendingCalls, keptGiveBacks }) => pendingCalls + keptGiveBacks === 0,
    );
  });
}
