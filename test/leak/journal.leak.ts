import type { JavaCluster } from '@hazelrx/java-member';
import type { ExecutorService, HazelcastError, HazelcastMap, Member } from 'hazelrx';
import { catchError, concat, defer, delay, EMPTY, firstValueFrom as valueOf, ignoreElements, merge, NEVER, type Observable, of, take, takeUntil, throwError, timer } from 'rxjs'; // prettier-ignore
import { beforeAll, describe, expect, it } from 'vitest';
import { connectedTo } from '../support/awaiting.js';
import { describeOn, type SuiteCluster, uniqueName } from '../support/clusters.js';
import { footprint } from '../support/footprint.js';
import { expectNoLeak, idle, repeat } from '../support/leaks.js';
import { MemberHeaps } from '../support/member-heap.js';
import { settled } from '../support/owners.js';
import { eventually, record } from '../support/recording.js';
import { withTasks } from '../support/task-beds.js';
import { eventsOf, failing, greeting, raise, slow } from '../support/tasks.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
/** Of streams that cost two requests a partition, and of calls. */
const STREAMS = Math.max(30, Math.round(150 * SCALE));
const CALLS = Math.max(100, Math.round(1000 * SCALE));
const PARTITIONS = 31;

const WAITING_READ = 'com.hazelcast.map.impl.journal.MapEventJournalReadOperation';
const REGISTRATION = 'com.hazelcast.spi.impl.eventservice.impl.Registration';
const SUBMITTED = 'com.hazelcast.executor.impl.DistributedExecutorService$CallableProcessor';

let heaps: MemberHeaps;
const bed = withTasks(options => (heaps = new MemberHeaps('5.7.0', { ...options, partitionCount: PARTITIONS })).bed);

/** Of a class, on all members: they take a while to be done with what has ended. */
function expectThere({ running }: SuiteCluster<JavaCluster>, className: string, expected: number): Promise<unknown> {
  const there = async (): Promise<number> =>
    (await heaps.count(running, className)).reduce((sum, count) => sum + count, 0);
  return eventually(there, count => count === expected);
}

/** Ends with this code, or the cycle fails. */
function ending(stream$: Observable<unknown>, code: string): Observable<never> {
  const unended$ = throwError(() => new Error(`${code} has not come`));
  return concat(stream$, unended$).pipe(
    ignoreElements(),
    catchError((error: HazelcastError) => (error.code === code ? EMPTY : throwError(() => error))),
  );
}

/** Left at once. */
const left = (stream$: Observable<unknown>): Observable<unknown> => defer(() => of(stream$.subscribe().unsubscribe()));

describeOn(bed, 'After many', (cluster: SuiteCluster<JavaCluster>) => {
  // Partitions have no owners before the first request.
  beforeAll(async () => {
    await valueOf(cluster.client.getMap(uniqueName('first')).set(1, 1));
    await settled(cluster.client, cluster.running.addresses);
  });

  describe('streams of journals', () => journalStreams(cluster));
  describe('tasks and entry processors', () => calls(cluster));
});

function journalStreams(cluster: SuiteCluster<JavaCluster>): void {
  const newMap = (): HazelcastMap<string, string> => cluster.client.getMap(uniqueName('journaled'));
  const keys = Array.from({ length: 8 * PARTITIONS }, (_, n) => `key-${n}`);
  /** By a client that has no streams. An event in every partition. */
  const fill = ({ name }: HazelcastMap<string, string>): Promise<unknown> =>
    valueOf(cluster.otherClient.getMap<string, string>(name).putAll(keys.map(key => [key, 'x'])));
  /** A stream that is left when its reads are on their way. */
  const begun = (map: HazelcastMap<string, string>, options = {}): Observable<unknown> =>
    map.journal({ ...options, checkpoints: true }).pipe(delay(1), take(1));

  it('nothing is left, however they end', async () => {
    const { client, otherClient } = cluster;
    const map = newMap();
    const plain = client.getMap<string, string>(uniqueName('plain'));
    const places = Array.from({ length: PARTITIONS }, () => [5000] as const);
    const beyond = { map: map.name, places };
    const kinds: readonly (() => Observable<unknown>)[] = [
      () => left(map.journal()),
      () => begun(map),
      () => begun(map, { from: 'oldest', batchSize: 3 }),
      () => begun(map, { predicate: eventsOf('key'), projection: eventsOf('') }),
      () => map.journal({ from: 'oldest' }).pipe(take(5)),
      () => map.journal({ from: 'oldest', checkpoints: true }).pipe(takeUntil(timer(3))),
      () => ending(map.journal({ from: beyond }), 'STALE_SEQUENCE'),
      () => ending(plain.journal(), 'UNSUPPORTED_OPERATION'),
      () => map.consumeJournal(({ key }) => [key], { from: 'oldest', concurrency: 3 }).pipe(take(5)),
      () => map.consumeJournal(() => NEVER, { from: 'oldest', concurrency: 2 }).pipe(takeUntil(timer(3))),
      () =>
        ending(
          map.consumeJournal(() => throwError(() => ({ code: 'no' })), { from: 'oldest' }),
          'no',
        ),
    ];
    await expectNoLeak(
      client,
      async count => {
        await fill(map);
        await repeat(count, n => kinds[n % kinds.length]!(), 4);
        // Nothing else ends the reads that wait.
        await valueOf(otherClient.getMap(map.name).destroy());
      },
      { count: STREAMS, bytes: 2000 },
    );
    await expectThere(cluster, WAITING_READ, 0);
  });

  it('one read a partition is left on members until something happens there, of all that began and ended', async () => {
    const map = newMap();
    const { pending } = await idle(cluster.client);
    await repeat(STREAMS, () => begun(map), 4);
    const all = Array.from({ length: 3 }, () => record(map.journal({ checkpoints: true })));
    for (const each of all) await each.count(1);
    await expectThere(cluster, WAITING_READ, PARTITIONS);
    expect(footprint(cluster.client).pending).toBe(pending + PARTITIONS);
    for (const each of all) each.stop();
    await fill(map);
    await expectThere(cluster, WAITING_READ, 0);
    expect(await idle(cluster.client)).toMatchObject({ pending });
  });

  it('with a predicate each that is left leaves one, until something happens there that passes', async () => {
    const map = newMap();
    const predicate = eventsOf('key');
    using one = record(map.journal({ predicate, checkpoints: true }));
    using other = record(map.journal({ predicate, checkpoints: true }));
    for (const each of [one, other]) await each.count(1);
    await expectThere(cluster, WAITING_READ, PARTITIONS);
    for (const each of [one, other]) each.stop();
    await idle(cluster.client);
    await repeat(2, () => begun(map, { predicate }), 1);
    await expectThere(cluster, WAITING_READ, 3 * PARTITIONS);
    await fill(map);
    await expectThere(cluster, WAITING_READ, 0);
  });
}

function calls(cluster: SuiteCluster<JavaCluster>): void {
  const cancelled = { cancelOnUnsubscribe: true } as const;

  it('nothing is left of tasks, however they end', async () => {
    const { client } = cluster;
    await connectedTo(client, cluster.running.addresses);
    const executor: ExecutorService = client.getExecutorService(uniqueName('leak-executor'));
    const members: readonly Member[] = await valueOf(client.members$);
    const kinds: readonly ((n: number) => Observable<unknown>)[] = [
      n => executor.executeOnKeyOwner(greeting('x'), n),
      n => executor.executeOnMember(greeting('x'), members[n % members.length]!),
      () => executor.executeOnAllMembers(greeting('x')),
      () => executor.executeOnAllMembers(greeting('x')).pipe(take(1)),
      n => left(executor.executeOnKeyOwner(greeting('x'), n)),
      n => executor.executeOnKeyOwner(slow(60_000, 'leak'), n, cancelled).pipe(takeUntil(timer(n % 4))),
      n => ending(executor.executeOnKeyOwner(failing('no'), n), 'ILLEGAL_STATE'),
      () => ending(executor.executeOnAllMembers(failing('no')), 'ILLEGAL_STATE'),
      () => executor.isShutdown(),
    ];
    await valueOf(executor.executeOnAllMembers(greeting('x')).pipe(ignoreElements()), { defaultValue: undefined });
    await expectNoLeak(client, count => repeat(count, n => kinds[n % kinds.length]!(n), 16), { count: CALLS });
    await expectThere(cluster, SUBMITTED, 0);
  });

  it('nothing is left of entry processors', async () => {
    const { client } = cluster;
    const map = client.getMap<number, number>(uniqueName('leak-processed'));
    const { pending } = await idle(client);
    const kinds: readonly ((n: number) => Observable<unknown>)[] = [
      n => map.executeOnKey(n, raise(1)),
      n => map.executeOnKeys([n, n + 1], raise(1)),
      () => map.executeOnEntries(raise(1)),
      n => left(map.executeOnKey(n, raise(1))),
      n => merge(map.executeOnKey(n, raise(1)), map.executeOnKeys([n], raise(1))).pipe(take(1)),
      n => ending(map.executeOnKey(n, failing('no')), 'ILLEGAL_STATE'),
      n => ending(map.executeOnKeys([n], failing('no')), 'ILLEGAL_STATE'),
    ];
    await expectNoLeak(client, count => repeat(count, n => kinds[n % kinds.length]!(n), 16), { count: CALLS });
    expect(await idle(client)).toMatchObject({ pending });
  });

  it('a listener is no more registered than before', async () => {
    const before = (await heaps.count(cluster.running, REGISTRATION)).reduce((sum, count) => sum + count, 0);
    const executor = cluster.client.getExecutorService(uniqueName('leak-executor'));
    await repeat(CALLS, n => executor.executeOnKeyOwner(greeting('x'), n), 16);
    await expectThere(cluster, REGISTRATION, before);
  });
}
