import type { JavaCluster } from '@hazelrx/java-member';
import {
  Data,
  type HazelcastClient,
  type HazelcastError,
  type HazelcastQueue,
  Long,
  type Ringbuffer,
  type Transaction,
} from 'hazelrx';
import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  firstValueFrom as valueOf,
  ignoreElements,
  merge,
  NEVER,
  type Observable,
  type ObservableInput,
  of,
  Subject,
  take,
  takeUntil,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeOn, type SuiteCluster, uniqueName } from '../support/clusters.js';
import { expectNoLeak, idle, repeat } from '../support/leaks.js';
import { MemberHeaps } from '../support/member-heap.js';
import { settled } from '../support/owners.js';
import { eventually, record } from '../support/recording.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
/** Of streams that cost some requests each. */
const SOME = Math.max(100, Math.round(600 * SCALE));
/** Of those that have a connection each. */
const FEW = Math.max(20, Math.round(60 * SCALE));

const REGISTRATION = 'com.hazelcast.spi.impl.eventservice.impl.Registration';
const ENDPOINT = 'com.hazelcast.client.impl.ClientEndpointImpl';
const TRANSACTION = 'com.hazelcast.transaction.impl.TransactionImpl';
const PARKED_POLL = 'com.hazelcast.collection.impl.queue.operations.PollOperation';
const PARKED_READ = 'com.hazelcast.ringbuffer.impl.operations.ReadManyOperation';

/** No reader knows its type. */
const UNREADABLE = new Data(Uint8Array.of(0, 0, 0, 0, 0xff, 0xff, 0xff, 0x9c, 1, 2, 3));
const REASON = new Error('no');
const fails = (): Observable<never> => throwError(() => REASON);
const isReason = (error: unknown): boolean => error === REASON;

const heaps = new MemberHeaps('5.7.0');

describeOn(heaps.bed, 'After many streams', (cluster: SuiteCluster<JavaCluster>) => {
  // A request that reaches its partition by way of another member is an object on both. Partitions have no owners before
  // the first request.
  beforeAll(async () => {
    await valueOf(cluster.client.getMap(uniqueName('first')).set(1, 1));
    await settled(cluster.client, cluster.running.addresses);
  });

  it('the members count what is under way', async () => {
    const { client } = cluster;
    const name = uniqueName('leak-counted');
    const expectAll = (count: number, ...classes: readonly string[]): Promise<unknown> =>
      eventually(
        () => thereOfEach(cluster, classes),
        counts => counts.every(each => each === count),
      );
    using takes = record<unknown>(client.getQueue(name).takes());
    using items = record<unknown>(client.getRingbuffer(name).stream());
    using transaction = record<unknown>(client.transaction(() => NEVER));
    const open = [takes, items, transaction];
    await expectAll(1, PARKED_POLL, PARKED_READ, TRANSACTION);
    expect(open.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
    for (const recording of open) recording.stop();
    await expectAll(0, PARKED_POLL, TRANSACTION);
    // Nothing says how long it may wait: it stays until the next item comes.
    await expectAll(1, PARKED_READ);
    await valueOf(client.getRingbuffer<number>(name).add(1));
    await expectAll(0, PARKED_READ);
  });

  describe('queues', () => queueStreams(cluster));
  describe('ringbuffers', () => ringbufferStreams(cluster));
  describe('events', () => eventStreams(cluster));
  describe('transactions', () => transactions(cluster));
});

/** Of a class, on all members. */
async function there(cluster: SuiteCluster<JavaCluster>, className: string): Promise<number> {
  const [count] = await thereOfEach(cluster, [className]);
  return count!;
}

async function thereOfEach(
  cluster: SuiteCluster<JavaCluster>,
  classNames: readonly string[],
): Promise<readonly number[]> {
  const perMember = await heaps.countAll(cluster.running, classNames);
  return classNames.map((_, at) => perMember.reduce((sum, counts) => sum + counts[at]!, 0));
}

/** Members take a while to be done with what has ended. */
async function expectThere(cluster: SuiteCluster<JavaCluster>, className: string, expected: number): Promise<void> {
  await eventually(
    () => there(cluster, className),
    count => count <= expected,
  );
}

/** Ends with that error, or the cycle fails. */
function failing(stream$: Observable<unknown>, isRight: (error: HazelcastError) => boolean): Observable<never> {
  return concat(
    stream$,
    throwError(() => new Error('it has not failed')),
  ).pipe(
    ignoreElements(),
    catchError((error: HazelcastError) => (isRight(error) ? EMPTY : throwError(() => error))),
  );
}

/** Emits when an item is begun, which is never done. */
function begun$(queue: HazelcastQueue<number>): Observable<unknown> {
  return defer(() => {
    const begun = new Subject<void>();
    const consuming = queue.consume(() => {
      begun.next();
      return NEVER;
    });
    return merge(begun, consuming);
  });
}

function queueStreams(cluster: SuiteCluster<JavaCluster>): void {
  let client: HazelcastClient;
  let queue: HazelcastQueue<number>;
  let other: HazelcastQueue<number>;

  beforeEach(() => {
    const name = uniqueName('leak-queue');
    client = cluster.client;
    queue = client.getQueue(name);
    other = cluster.otherClient.getQueue(name);
  });

  /** What comes now is for whoever asks for it, and for nobody who has left. */
  async function expectNobodyWaits(): Promise<void> {
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    await valueOf(other.clear());
    await expectThere(cluster, PARKED_POLL, 0);
    for (const n of numbers) await valueOf(other.offer(n));
    expect(await valueOf(other.toArray())).toEqual(numbers);
    await valueOf(other.clear());
  }

  it('nothing is left of takes(), and no item is lost', async () => {
    let offered = 0;
    let taken = 0;
    const cycle = (n: number): ObservableInput<unknown> => {
      const takes$ = queue.takes().pipe(tap(() => taken++));
      if (n % 3 === 0) return of(takes$.subscribe().unsubscribe());
      if (n % 3 === 1) return merge(takes$, queue.size()).pipe(take(1));
      return merge(takes$, other.offer(++offered).pipe(ignoreElements())).pipe(take(1));
    };
    await expectNoLeak(client, count => repeat(count, cycle, 1), { count: SOME });
    expect(taken + (await valueOf(other.size()))).toBe(offered);
    await expectNobodyWaits();
  });

  it('nothing is left of takes() that failed', async () => {
    const cycle = (): Observable<unknown> =>
      concat(
        other.offer(UNREADABLE as never).pipe(ignoreElements()),
        failing(queue.takes(), ({ code }) => code === 'HAZELCAST_SERIALIZATION'),
      );
    await expectNoLeak(client, count => repeat(count, cycle, 1), { count: SOME });
    await expectNobodyWaits();
  });

  it('nothing is left of takes() of many queues', async () => {
    const names = Array.from({ length: 20 }, () => uniqueName('leak-queue'));
    const cycle = (n: number): Observable<unknown> => {
      const one = client.getQueue<number>(names[n % names.length]!);
      return merge(one.takes(), one.size()).pipe(take(1));
    };
    await expectNoLeak(client, count => repeat(count, cycle, 20), { count: SOME });
    for (const name of names) expect(await valueOf(client.getQueue(name).size())).toBe(0);
  });

  it('nothing is left of consume(), here and on the members, and no item is lost', async () => {
    const dead = client.getQueue<number>(uniqueName('leak-dead'));
    await valueOf(queue.size());
    const before = { endpoints: await there(cluster, ENDPOINT), registrations: await there(cluster, REGISTRATION) };
    let offered = 0;
    const handled = new Set<number>();
    const handler = (item: number): number[] => [handled.add(item).size];
    const kinds: readonly (() => Observable<unknown>)[] = [
      // Left at once, while it connects, in the middle of an item, and after some.
      () => of(queue.consume(handler).subscribe().unsubscribe()),
      () => queue.consume(handler).pipe(takeUntil(timer(3))),
      () => begun$(queue).pipe(take(1)),
      () => queue.consume(handler, { concurrency: 3 }).pipe(take(2)),
      // Failed.
      () => failing(queue.consume(fails, { attempts: 1 }), isReason),
      () => merge(queue.consume(fails, { attempts: 2, backoff: 0, deadLetter: dead.name }), dead.takes()).pipe(take(1), concatMap(item => dead.add(item))), // prettier-ignore
      () =>
        failing(
          queue.consume(() => NEVER, { timeout: 1 }),
          ({ code }) => code === 'TIMEOUT',
        ),
    ];
    const filled$ = queue.size().pipe(
      concatMap(size => (size < 3 ? queue.addAll([++offered, ++offered, ++offered]) : EMPTY)),
      ignoreElements(),
    );
    await expectNoLeak(client, count => repeat(count, n => concat(filled$, kinds[n % kinds.length]!()), 1), {
      count: FEW,
      bytes: 5000,
    });
    await expectThere(cluster, ENDPOINT, before.endpoints);
    await expectThere(cluster, REGISTRATION, before.registrations);
    await expectThere(cluster, TRANSACTION, 0);
    const [left, buried] = [await valueOf(other.toArray()), await valueOf(dead.toArray())];
    expect(new Set(left).size).toBe(left.length);
    const known = new Set([...handled, ...left, ...buried]);
    expect(Array.from({ length: offered }, (_, n) => n + 1).filter(item => !known.has(item))).toEqual([]);
  });
}

function ringbufferStreams(cluster: SuiteCluster<JavaCluster>): void {
  let client: HazelcastClient;
  let ring: Ringbuffer<number>;
  let small: Ringbuffer<number>;

  beforeEach(async () => {
    client = cluster.client;
    ring = client.getRingbuffer(uniqueName('leak-ring'));
    small = client.getRingbuffer(uniqueName('small-leak-ring'));
    await valueOf(ring.addAll([1, 2, 3]));
    await valueOf(small.addAll([1, 2, 3, 4, 5, 6, 7, 8]));
  });

  const stale = ({ code }: HazelcastError): boolean => code === 'STALE_SEQUENCE';

  it('nothing is left of stream()', async () => {
    const kinds: readonly (() => Observable<unknown>)[] = [
      () => of(ring.stream().subscribe().unsubscribe()),
      () => of(ring.stream({ from: 'oldest' }).subscribe().unsubscribe()),
      () => ring.stream({ from: 'oldest' }).pipe(take(1)),
      () => ring.stream({ from: Long.ONE, batchSize: 1 }).pipe(take(2)),
      () => merge(ring.stream(), ring.size()).pipe(take(1)),
      () => ring.stream({ from: 'oldest' }).pipe(takeUntil(timer(2))),
      () => failing(small.stream({ from: 0 }), stale),
      () => small.stream({ from: 0, onLoss: 'report' }).pipe(take(6)),
    ];
    await expectNoLeak(client, count => repeat(count, n => kinds[n % kinds.length]!(), 16), { count: SOME });
    await valueOf(ring.add(4));
    await expectThere(cluster, PARKED_READ, 0);
  });

  it('nothing is left of streams with a filter of their own each', async () => {
    let filters = 0;
    const filtered = () =>
      of(
        ring
          .stream({ filter: { n: ++filters } })
          .subscribe()
          .unsubscribe(),
      );
    await expectNoLeak(client, count => repeat(count, filtered), { count: 4 * SOME, bytes: 150 });
  });

  it('nothing is left of consume()', async () => {
    const kinds: readonly (() => Observable<unknown>)[] = [
      () =>
        of(
          ring
            .consume(() => NEVER)
            .subscribe()
            .unsubscribe(),
        ),
      () => ring.consume(({ value }) => [value], { from: 'oldest' }).pipe(take(2)),
      () =>
        merge(
          ring.consume(() => NEVER, { from: 'oldest' }),
          ring.size(),
        ).pipe(take(1)),
      () => failing(ring.consume(fails, { from: 'oldest' }), isReason), // prettier-ignore
      () =>
        failing(
          small.consume(() => [], { from: 0 }),
          stale,
        ),
    ];
    await expectNoLeak(client, count => repeat(count, n => kinds[n % kinds.length]!(), 16), { count: SOME });
    await valueOf(ring.add(4));
    await expectThere(cluster, PARKED_READ, 0);
  });

  it('nothing is left of messages of a reliable topic', async () => {
    const topic = client.getReliableTopic<number>(uniqueName('leak-topic'));
    await valueOf(topic.publishAll([1, 2, 3]));
    const kinds: readonly (() => Observable<unknown>)[] = [
      () => of(topic.messages().subscribe().unsubscribe()),
      () => topic.messages({ from: 'oldest' }).pipe(take(2)),
      () => merge(topic.messages().pipe(take(1)), topic.publish(4).pipe(ignoreElements())),
      () => failing(topic.consume(fails, { from: 'oldest' }), isReason), // prettier-ignore
    ];
    await expectNoLeak(client, count => repeat(count, n => kinds[n % kinds.length]!(), 16), { count: SOME });
    await valueOf(topic.publish(5));
    await expectThere(cluster, PARKED_READ, 0);
  });
}

function eventStreams(cluster: SuiteCluster<JavaCluster>): void {
  let client: HazelcastClient;
  let before: number;

  beforeAll(() => {
    ({ client } = cluster);
  });

  interface Told {
    readonly type?: unknown;
  }
  const signals = { signals: true } as const;
  const listened = (stream$: Observable<Told | object>): Observable<unknown> =>
    stream$.pipe(
      filter(event => (event as Told).type === 'listening'),
      take(1),
    );

  const streams: Record<string, (name: string, n: number) => Observable<object>> = {
    queue: name => client.getQueue(name).events(signals),
    'queue with items': name => client.getQueue(name).events({ ...signals, includeValue: true }),
    set: name => client.getSet(name).events(signals),
    list: name => client.getList(name).events(signals),
    multimap: name => client.getMultiMap(name).events(signals),
    'key of a multimap': (name, key) => client.getMultiMap(name).events({ ...signals, key }),
    'replicated map': name => client.getReplicatedMap(name).events(signals),
    'key of a replicated map': (name, key) => client.getReplicatedMap(name).events({ ...signals, key }),
    topic: name => client.getTopic(name).messages(signals),
    'lost partitions of a map': name => client.getMap(name).partitionLostEvents(signals),
    objects: () => client.distributedObjectEvents(signals),
    'lost partitions': () => client.partitionLostEvents(signals),
    migrations: () => client.migrationEvents(signals),
  };

  it.each(Object.entries(streams))('nothing is left of events: %s', async (_, stream) => {
    const names = Array.from({ length: 8 }, () => uniqueName('leak-events'));
    const of$ = (n: number): Observable<object> => stream(names[n % names.length]!, n);
    await repeat(names.length, n => listened(of$(n)));
    await idle(client);
    before = await there(cluster, REGISTRATION);
    const cycle = (n: number): ObservableInput<unknown> => {
      if (n % 3 > 0) return listened(of$(n));
      of$(n).subscribe().unsubscribe();
      return of(undefined);
    };
    await expectNoLeak(client, count => repeat(count, cycle, 16), { count: SOME });
    await expectThere(cluster, REGISTRATION, before);
  });

  it('the members count those that are open', async () => {
    const names = Array.from({ length: 5 }, () => uniqueName('leak-events'));
    before = await there(cluster, REGISTRATION);
    const open = names.map(name => record(client.getQueue(name).events(signals)));
    for (const recording of open) await recording.count(1);
    // On both members.
    expect(await there(cluster, REGISTRATION)).toBe(before + 10);
    for (const recording of open) recording.stop();
    await idle(client);
    await expectThere(cluster, REGISTRATION, before);
  });

  it('nothing is left of what is known of the cluster', () =>
    expectNoLeak(client, count =>
      repeat(count, n => {
        const known: readonly Observable<unknown>[] = [client.membership$, client.members$, client.pressure$, client.connections$]; // prettier-ignore
        return known[n % known.length]!.pipe(take(1));
      }),
    ));
}

function transactions(cluster: SuiteCluster<JavaCluster>): void {
  it('nothing is left of transactions, however they end', async () => {
    const { client, otherClient } = cluster;
    const name = uniqueName('leak-transactions');
    const set = uniqueName('leak-transactions');
    await valueOf(otherClient.getQueue<number>(name).addAll([1, 2, 3]));
    const put = (tx: Transaction, n: number) => tx.getMap<number, number>(name).put(n, n);
    const run = (work: (tx: Transaction) => ObservableInput<unknown>, timeout = 60_000) =>
      client.transaction(work, { timeout });
    const kinds: readonly ((n: number) => Observable<unknown>)[] = [
      n => run(tx => put(tx, n)),
      n =>
        failing(
          run(tx =>
            concat(
              put(tx, n),
              throwError(() => REASON),
            ),
          ),
          isReason,
        ),
      () =>
        of(
          run(() => NEVER)
            .subscribe()
            .unsubscribe(),
        ),
      n => run(tx => merge(put(tx, n), NEVER)).pipe(takeUntil(timer(n % 5))),
      n => run(tx => merge(put(tx, n), tx.getQueue(name).poll(), tx.getSet(set).add(n))).pipe(takeUntil(timer(n % 3))),
      n =>
        failing(
          run(tx => merge(put(tx, n), NEVER), 5),
          ({ code }) => code === 'TRANSACTION_TIMED_OUT',
        ),
      () => run(tx => tx.getMap(name).get(1)).pipe(take(1)),
    ];
    await expectNoLeak(client, count => repeat(count, n => kinds[n % kinds.length]!(n), 8), { count: SOME });
    await expectThere(cluster, TRANSACTION, 0);
    const map = otherClient.getMap<number, number>(name);
    for (let key = 0; key < 50; key++) expect(await valueOf(map.isLocked(key))).toBe(false);
  });
}
