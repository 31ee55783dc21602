import type { JavaCluster } from '@hazelrx/java-member';
import type { HazelcastClient, Ringbuffer, RingbufferItem, RingbufferLoss } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { defer, firstValueFrom, map, merge, type Observable, Subject } from 'rxjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressOf, connectedTo } from '../support/awaiting.js';
import { describeOn, realMembers, type SuiteCluster, uniqueName } from '../support/clusters.js';
import { eventually } from '../support/recording.js';
import { Reading } from './ringbuffer/reading.js';
import { type Acknowledged, Writer } from './ringbuffer/writer.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
/** Before the owner is killed, and as many after that. */
const ADDS = 10_000 * SCALE;
const CAPACITY = 100;
/** Adds in the time that the slow reader takes for a record, however fast the machine is. */
const MEANWHILE = 5;
const TIMEOUT = 120_000 * Math.max(1, SCALE);

const quick = { connectionRetry: { initialBackoffMillis: 100, maxBackoffMillis: 500 } };

/** With the second, a member that dies takes its last adds along, and others are added under their sequences. */
const backups = {
  'on a backup at once': { 'backup-count': 1 },
  'on a backup later': { 'backup-count': 0, 'async-backup-count': 1 },
};

for (const [kept, settings] of Object.entries(backups)) {
  const isSafe = settings['backup-count'] > 0;
  const config = { ringbuffer: { 'feed-*': { capacity: CAPACITY, ...settings } } };
  const bed = realMembers('5.7.0', { members: 3, partitionCount: 31, config });

  describeOn(bed, `a small ringbuffer, kept ${kept}, whose owner is killed`, cluster => {
    let writer: Writer;
    let slow: Reading;
    let readings: readonly Reading[];

    beforeAll(async () => {
      const [writing, reading] = [await newClient(cluster), await newClient(cluster)];
      const name = uniqueName('feed');
      const ring = writing.getRingbuffer<number>(name);
      writer = new Writer(ring);
      slow = new Reading(readSlowly(reading.getRingbuffer(name), writer));
      readings = [slow, new Reading(reading.getRingbuffer<number>(name).stream({ from: 0, onLoss: 'report' }))];
      await writer.more(ADDS);
      const owner = await ownerOf(writing, ring.name, cluster);
      if (isSafe) await Promise.all([writer.more(ADDS), cluster.running.kill(owner)]);
      else {
        await killWithLastAdds(owner, cluster.running, () => writer.more(0.8 * ADDS));
        // Where nothing is as it was, readers go on with the oldest: what is overwritten before that is not told.
        await haveCome(readings, ring);
        await writer.more(ADDS);
      }
      await haveCome(readings, ring);
    }, TIMEOUT);

    afterAll(() => {
      for (const reading of readings ?? []) reading[Symbol.dispose]();
    });

    it('goes on after that, with adds that are answered or end as indeterminate', () => {
      expect(writer.acknowledged.length).toBeGreaterThanOrEqual(2 * ADDS);
      for (const { code } of writer.errors.values()) expect(code).toBe('INDETERMINATE_OPERATION_STATE');
    });

    it('is overrun many times where it is read too slowly', () => {
      expect(slow.overruns.length).toBeGreaterThan(10);
    });

    it('brings one sequence after the other, unless it tells what is lost or comes again', () => {
      for (const { misplaced } of readings) expect(misplaced).toEqual([]);
    });

    it('brings every acknowledged add, or tells that it is lost', () => {
      const lost = isSafe ? new Set() : replaced(writer, readings);
      const expected = writer.acknowledged.filter(add => !lost.has(add));
      expect(expected.length).toBeGreaterThan(ADDS);
      for (const reading of readings)
        expect(expected.filter(({ sequence, value }) => !reading.knows(sequence, value))).toEqual([]);
    });

    if (!isSafe)
      it('tells that it goes back where it has brought adds that were lost with their member', () => {
        const lost = new Set([...replaced(writer, readings)].map(({ value }) => value));
        const misled = readings.filter(reading => [...reading.received()].some(({ value }) => lost.has(value)));
        expect(misled).not.toEqual([]);
        for (const { rewinds } of misled) expect(rewinds).toBeGreaterThan(0);
      });

    it('brings besides those only adds that ended without an answer', () => {
      const sequences = new Map(writer.acknowledged.map(({ sequence, value }) => [value, sequence]));
      for (const reading of readings) {
        const others = [...reading.received()].filter(({ sequence, value }) => sequences.get(value) !== sequence);
        expect(others.filter(({ value }) => !writer.errors.has(value))).toEqual([]);
      }
    });
  });
}

async function newClient(cluster: SuiteCluster): Promise<HazelcastClient> {
  const client = cluster.newClient({ connectionStrategy: quick });
  await firstValueFrom(client.connect());
  await connectedTo(client, cluster.running.addresses);
  // Members do not share out the partitions before one is asked for.
  await firstValueFrom(client.getMap(uniqueName('shared-out')).size());
  await eventually(
    () => new Set(Array.from(partitionOwners(client))).size,
    owners => owners === cluster.running.addresses.length,
  );
  return client;
}

function* partitionOwners(client: HazelcastClient): Iterable<string | undefined> {
  const { partitions } = partsOf(client).router.connections;
  for (let partition = 0; partition < partitions.count; partition++) yield partitions.owner(partition)?.toString();
}

/** The index of the member that keeps what is named so. */
async function ownerOf(client: HazelcastClient, name: string, { running }: SuiteCluster): Promise<number> {
  const { router } = partsOf(client);
  const owner = router.connections.partitions.owner(router.ofName(name))!;
  const member = (await firstValueFrom(client.members$)).find(({ uuid }) => uuid.equals(owner))!;
  return running.members.findIndex(({ address }) => address === addressOf(member));
}

/** Resolves when readers have told of all that is there, and expect nothing of what is not. */
async function haveCome(readings: readonly Reading[], ring: Ringbuffer<number>): Promise<void> {
  const next = (await firstValueFrom(ring.tailSequence())).toNumber() + 1;
  for (const reading of readings)
    await eventually(
      () => reading.hasReached(next),
      reached => reached,
    );
}

/** What a reader is told that works on each record before it asks for more. */
function readSlowly(ring: Ringbuffer<number>, writer: Writer): Observable<RingbufferItem<number>> {
  return defer(() => {
    const losses$ = new Subject<RingbufferLoss>();
    const work$ = ring.consume(record => writer.after(MEANWHILE).pipe(map(() => record)), {
      from: 0,
      onLoss: loss => losses$.next(loss),
    });
    return merge(losses$, work$);
  });
}

/** Kills it after its backups have got nothing more for a while. */
async function killWithLastAdds(owner: number, running: JavaCluster, adding: () => Promise<void>): Promise<void> {
  const others = running.members.flatMap((_, index) => (index === owner ? [] : [running.pid(index)!]));
  for (const pid of others) process.kill(pid, 'SIGSTOP');
  try {
    await adding();
    process.kill(running.pid(owner)!, 'SIGKILL');
  } finally {
    for (const pid of others) process.kill(pid, 'SIGCONT');
  }
  await running.kill(owner);
}

/** The acknowledged adds under whose sequences others were added later. */
function replaced({ acknowledged, errors }: Writer, readings: readonly Reading[]): ReadonlySet<Acknowledged> {
  const latest = new Map(acknowledged.map(({ sequence, value }) => [sequence, value]));
  for (const reading of readings)
    for (const { sequence, value } of reading.received()) if (errors.has(value)) latest.set(sequence, value);
  return new Set(acknowledged.filter(({ sequence, value }) => latest.get(sequence) !== value));
}
