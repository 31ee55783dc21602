import {
  createClient,
  type EntryEventType,
  type HazelcastError,
  type HazelcastClient,
  type HazelcastMap,
  UUID,
} from 'hazelrx';
import { mapSize, queueOffer, queuePoll, queueSize, ringbufferAdd, ringbufferReadOne } from 'hazelrx/operations';
import { catchError, EMPTY, filter, firstValueFrom as valueOf, type Observable, of, take } from 'rxjs';
import { beforeAll, expect, it } from 'vitest';
import { describeOn, type SuiteCluster } from '../support/clusters.js';
import { footprint } from '../support/footprint.js';
import { expectNoLeak, idle, isWithin, repeat } from '../support/leaks.js';
import { MemberHeaps } from '../support/member-heap.js';
import { eventually } from '../support/recording.js';
import type { JavaCluster } from '@hazelrx/java-member';

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

const heaps = new MemberHeaps('5.7.0');

describeOn(heaps.bed, 'After many cycles', (cluster: SuiteCluster<JavaCluster>) => {
  let client: HazelcastClient;
  let map: HazelcastMap<number, number>;
  let before: number[];
  const registrations = () => heaps.count(cluster.running, REGISTRATION);
  /** So many more than at first, on each member. They take a while to be done with what has ended. */
  const expectRegistrations = (more: number): Promise<unknown> =>
    eventually(registrations, now => now.join() === before.map(count => count + more).join());

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

  it('nothing is left of calls that a member refused', async () => {
    const name = 'leak';
    await valueOf(client.invoke(ringbufferAdd, { name, overflowPolicy: 0, value: 1 }));
    const refused = client.invoke(ringbufferReadOne, { name, sequence: 100 }).pipe(
      catchError((error: HazelcastError) => {
        if (error.code !== 'ILLEGAL_ARGUMENT') throw error;
        return EMPTY;
      }),
    );
    await expectNoLeak(client, count => repeat(count, () => refused));
  });

  it('nothing is left of calls that failed here', () =>
    expectNoLeak(client, count => {
      const failing: Observable<unknown>[] = [
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
    await expectRegistrations(0);
  });

  it('nothing is left of streams of one key, here and on the members', async () => {
    await expectNoLeak(client, count => repeat(count, n => listened(map.events({ key: n, signals: true }))));
    await expectRegistrations(0);
  });

  it('nothing is left of streams that were abandoned before they listened', async () => {
    await expectNoLeak(client, count =>
      repeat(count, n => {
        map.events({ key: n }).subscribe().unsubscribe();
        return n % 100 === 99 ? map.get(n) : of(undefined);
      }),
    );
    await expectRegistrations(0);
  });

  it('the members count a stream that is open', async () => {
    const streams = Array.from({ length: 10 }, (_, key) => map.events({ key, signals: true }));
    const open = streams.map(stream => stream.subscribe());
    await Promise.all(streams.map(stream => valueOf(stream)));
    await expectRegistrations(10);
    for (const subscription of open) subscription.unsubscribe();
    await idle(client);
    await expectRegistrations(0);
  });

  it('nothing is left of calls that waited for a connection', async () => {
    const lost = createClient({
      network: { clusterMembers: ['127.0.0.1:1'] },
      connectionStrategy: { connectionRetry: { initialBackoffMillis: 600_000, maxBackoffMillis: 600_000 } },
    });
    const get = () => lost.getMap('leak').get(1);
    const events = () => lost.getMap('leak').events();
    const waiting = valueOf(lost.events$.pipe(filter(({ type }) => type === 'backoff')));
    get().subscribe().unsubscribe();
    await waiting;
    await expectNoLeak(lost, async count => {
      const calls = Array.from({ length: count }, (_, n) => (n % 2 ? get() : events()).subscribe());
      expect(footprint(lost).active).toBe(Math.floor(count / 2));
      for (const call of calls) call.unsubscribe();
    });
    await valueOf(lost.shutdown());
  });

  it('nothing is left of whole clients, here and on the members', async () => {
    const held = await idle(client);
    const endpoints = await heaps.count(cluster.running, ENDPOINT);
    await repeat(
      30,
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
      now => isWithin(now, held),
    );
    await eventually(
      () => heaps.count(cluster.running, ENDPOINT),
      now => now.join() === endpoints.join(),
    );
    await expectRegistrations(0);
  });
});
