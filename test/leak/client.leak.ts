import { createClient, type EntryEventType, type HazelcastClient, type HazelcastMap, pipelined, UUID } from 'hazelrx';
import { mapSize, queueOffer, queuePoll, queueSize, ringbufferReadMany } from 'hazelrx/operations';
import {
  catchError,
  EMPTY,
  filter,
  firstValueFrom as valueOf,
  ignoreElements,
  lastValueFrom,
  type Observable,
  type ObservableInput,
  of,
  take,
} from 'rxjs';
import { beforeAll, expect, it } from 'vitest';
import { describeOn, type SuiteCluster } from '../support/clusters.js';
import { footprint, heapInUse } from '../support/footprint.js';
import { MemberHeaps } from '../support/member-heap.js';
import { eventually } from '../support/recording.js';
import type { JavaCluster } from '@hazelrx/java-member';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
const CYCLES = Math.max(100, Math.round(10_000 * SCALE));
const IN_FLIGHT = 256;
/** Of heap that may be in use more than before: what the engine itself takes for code, and less than 50 bytes a cycle. */
const MARGIN = 250_000 + 25 * CYCLES;

const REGISTRATION = 'com.hazelcast.spi.impl.eventservice.impl.Registration';
const ENDPOINT = 'com.hazelcast.client.impl.ClientEndpointImpl';

const KINDS = [
  'added',
  'removed',
  'updated',
  'evicted',
  'expired',
  'mapEvicted',
  'mapCleared',
  'merged',
  'loaded',
] as const;

/** Of the 512 choices of kinds the `n`th, so that streams of one map can be told apart. */
function kinds(n: number): EntryEventType[] {
  return KINDS.filter((_, bit) => n & (1 << bit));
}

/** Runs the cycles once to warm up, and again; then everything the client holds must be what it was. */
async function expectNoLeak(client: HazelcastClient, cycles: (count: number) => Promise<unknown>): Promise<void> {
  await cycles(CYCLES / 2);
  const before = await settled(client);
  const heap = await heapInUse();
  await cycles(CYCLES);
  await eventually(
    () => footprint(client),
    now => JSON.stringify(now) === JSON.stringify(before),
  );
  expect((await heapInUse()) - heap).toBeLessThan(MARGIN);
}

/** What the client holds once nothing is under way any more. */
async function settled(client: HazelcastClient) {
  const idle = () => footprint(client);
  let last = '';
  return eventually(idle, now => {
    const text = JSON.stringify(now);
    const same = text === last;
    last = text;
    return same && now.active === 0 && now.kept === 0 && now.registrations === 0;
  });
}

/** Runs `cycle` so many times, several at a time. */
function repeat(count: number, cycle: (n: number) => ObservableInput<unknown>, inFlight = IN_FLIGHT): Promise<unknown> {
  const numbers = Array.from({ length: count }, (_, n) => n);
  return lastValueFrom(pipelined(numbers, cycle, inFlight).pipe(ignoreElements()), { defaultValue: undefined });
}

const heaps = new MemberHeaps('5.7.0');

describeOn(heaps.bed, 'After many cycles', (cluster: SuiteCluster<JavaCluster>) => {
  let client: HazelcastClient;
  let map: HazelcastMap<number, number>;
  let before: number[];
  const registrations = () => heaps.count(cluster.running, REGISTRATION);

  beforeAll(async () => {
    ({ client } = cluster);
    map = client.getMap('leak');
    await valueOf(map.set(1, 1));
    before = await registrations();
  });

  const listened = (events: Observable<{ readonly type: string }>) =>
    events.pipe(
      filter(({ type }) => type === 'listening'),
      take(1),
    );

  it('nothing is left of answered calls', () => expectNoLeak(client, count => repeat(count, n => map.get(n))));

  it('nothing is left of calls that were abandoned at once', () =>
    expectNoLeak(client, async count => {
      for (let n = 0; n < count; n++) {
        map.get(n).subscribe().unsubscribe();
        if (n % 1000 === 999) await valueOf(map.get(n));
      }
    }));

  it('nothing is left of calls that a member refused', () =>
    expectNoLeak(client, count => {
      const far = { name: 'leak', startSequence: 2 ** 40, minCount: 2, maxCount: 1, filter: null };
      return repeat(count, () => client.invoke(ringbufferReadMany, far).pipe(catchError(() => EMPTY)));
    }));

  it('nothing is left of calls that failed here', () =>
    expectNoLeak(client, count => {
      const failing = [
        map.get(null as unknown as number),
        map.set(1, (() => 1) as unknown as number),
        client.invoke(mapSize, { name: 'leak' }, { member: UUID.random() }),
        map.putAll([[1, null as unknown as number]]),
      ];
      return repeat(count, n => failing[n % failing.length]!.pipe(catchError(() => EMPTY)));
    }));

  it('nothing is left of takes that were given back', () =>
    expectNoLeak(client, async count => {
      const name = 'leak';
      await valueOf(client.invoke(queueOffer, { name, value: 1, timeoutMillis: 0 }));
      for (let n = 0; n < count; n++) {
        client.invoke(queuePoll, { name, timeoutMillis: 0 }).subscribe().unsubscribe();
        if (n % 1000 === 999) await valueOf(client.invoke(queueSize, { name }));
      }
      await eventually(
        () => footprint(client).kept,
        kept => kept === 0,
      );
      await eventually(
        () => valueOf(client.invoke(queuePoll, { name, timeoutMillis: 0 })),
        ({ response }) => response === 1,
      );
    }));

  it('nothing is left of streams, here and on the members', async () => {
    await expectNoLeak(client, count =>
      repeat(count, n => listened(map.events({ types: kinds(n % 512), signals: true }))),
    );
    expect(await registrations()).toEqual(before);
  });

  it('nothing is left of streams of one key, here and on the members', async () => {
    await expectNoLeak(client, count => repeat(count, n => listened(map.events({ key: n, signals: true }))));
    expect(await registrations()).toEqual(before);
  });

  it('nothing is left of streams that were abandoned before they listened', async () => {
    await expectNoLeak(client, count =>
      repeat(count, n => {
        map.events({ key: n }).subscribe().unsubscribe();
        return n % 100 === 99 ? map.get(n) : of(undefined);
      }),
    );
    expect(await registrations()).toEqual(before);
  });

  it('the members count a stream that is open', async () => {
    const streams = Array.from({ length: 10 }, (_, key) => map.events({ key, signals: true }));
    const open = streams.map(stream => stream.subscribe());
    await Promise.all(streams.map(stream => valueOf(stream)));
    const counted = await registrations();
    expect(counted).toEqual(before.map(count => count + 10));
    for (const subscription of open) subscription.unsubscribe();
    await settled(client);
    expect(await registrations()).toEqual(before);
  });

  it('nothing is left of calls that waited for a connection', async () => {
    const lost = createClient({
      network: { clusterMembers: ['127.0.0.1:1'] },
      connectionStrategy: { connectionRetry: { initialBackoffMillis: 600_000, maxBackoffMillis: 600_000 } },
    });
    const { get, events } = { get: () => lost.getMap('leak').get(1), events: () => lost.getMap('leak').events() };
    await Promise.all([
      valueOf(lost.events$.pipe(filter(({ type }) => type === 'backoff'))),
      get().subscribe().unsubscribe(),
    ]);
    await expectNoLeak(lost, async count => {
      const calls = Array.from({ length: count }, (_, n) => (n % 2 ? get() : events()).subscribe());
      expect(footprint(lost).active).toBe(Math.floor(count / 2));
      for (const call of calls) call.unsubscribe();
    });
    await valueOf(lost.shutdown());
  });

  it('nothing is left of whole clients, here and on the members', async () => {
    const idle = footprint(client);
    const endpoints = await heaps.count(cluster.running, ENDPOINT);
    await repeat(
      50,
      async () => {
        const passing = cluster.newClient();
        await valueOf(passing.getMap('leak').get(1));
        await valueOf(listened(passing.getMap('leak').events({ signals: true })));
        await valueOf(passing.shutdown());
      },
      10,
    );
    await eventually(
      () => footprint(client),
      now => JSON.stringify(now) === JSON.stringify(idle),
    );
    await eventually(
      () => heaps.count(cluster.running, ENDPOINT),
      now => now.join() === endpoints.join(),
    );
    expect(await registrations()).toEqual(before);
  });
});
