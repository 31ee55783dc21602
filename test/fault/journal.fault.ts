import { type HazelcastClient, type HazelcastError, type HazelcastMap, pipelined } from 'hazelrx';
import {
  BehaviorSubject,
  defer,
  finalize,
  firstValueFrom,
  type Observable,
  of,
  repeat,
  Subject,
  takeUntil,
  takeWhile,
  tap,
  timer,
} from 'rxjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectedTo, firstOf, outcomeOf } from '../support/awaiting.js';
import { describeOn, embeddedMembers, realMembers, type SuiteCluster, type TestBed } from '../support/clusters.js';
import { cuttableClient, type CuttableClient } from '../support/cuttable-client.js';
import { eventually } from '../support/recording.js';
import { Account, type Told } from './journal/account.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
/** Before and after each of the faults. */
const WRITES = 1000 * SCALE;
const PARTITIONS = 31;
const KEYS = 200;
const IN_FLIGHT = 8;
/** Milliseconds between two cuts of the reader's connections, and between two ends of the reader that is resumed. */
const CUT = 700;
const STOP = 300;
const TIMEOUT = 120_000 * Math.max(1, SCALE);

const quick = { connectionRetry: { initialBackoffMillis: 100, maxBackoffMillis: 500 } };
const options = {
  members: 3,
  partitionCount: PARTITIONS,
  // Room for all that is written.
  config: {
    map: { 'journaled-*': { 'event-journal': { enabled: true, capacity: PARTITIONS * 20_000 * Math.max(1, SCALE) } } },
  },
};

const beds: readonly TestBed[] = [embeddedMembers('memory', options), realMembers('5.7.0', options)];

for (const bed of beds)
  describeOn(bed, 'the journal of a map whose members die', cluster => {
    const stopped$ = new Subject<void>();
    /** What each reader was told. */
    const readers = { steady: new Account(), resumed: new Account(), handler: new Account() };
    const failures: unknown[] = [];
    let writer: Writer;
    let cuttable: CuttableClient;

    beforeAll(async () => {
      const client = await newClient(cluster);
      cuttable = cuttableClient(
        {
          clusterName: cluster.running.clusterName,
          network: { clusterMembers: cluster.running.addresses },
          connectionStrategy: quick,
        },
        cluster.dial,
      );
      const map = cuttable.client.getMap<string, number>('journaled-0');
      const cuts = timer(CUT, CUT)
        .pipe(takeUntil(stopped$))
        .subscribe(() => cuttable.cut());
      read(map);
      writer = new Writer(client.getMap('journaled-0'));
      await writer.more(WRITES);
      await cluster.running.kill(1);
      await writer.more(WRITES);
      await cluster.running.restart(1);
      await writer.more(WRITES);
      await cluster.running.kill(0);
      await writer.more(WRITES);
      await writer.end();
      cuts.unsubscribe();
      for (const account of Object.values(readers))
        await eventually(
          () => (failures.length > 0 ? -1 : account.missing(writer.acknowledged).length),
          missing => missing <= 0,
        );
    }, TIMEOUT);

    afterAll(async () => {
      writer?.stop();
      stopped$.next();
      await firstValueFrom(cuttable.client.shutdown());
    });

    /** From the beginning, in each of the ways there are. */
    function read(map: HazelcastMap<string, number>): void {
      const { steady, resumed, handler } = readers;
      const follow = { from: 'oldest', onLoss: 'report', checkpoints: true } as const;
      const again$ = defer(() => map.journal({ ...follow, from: resumed.checkpoint ?? 'oldest' })).pipe(
        endingAtMark,
        tap(told => resumed.follow(told)),
        repeat(),
      );
      const handled$ = map.consumeJournal(event => of(event).pipe(tap(told => handler.follow(told as Told))), {
        from: 'oldest',
        concurrency: 4,
        onLoss: loss => handler.follow(loss),
      });
      const error = (reason: unknown): void => void failures.push(reason);
      map
        .journal(follow)
        .pipe(takeUntil(stopped$))
        .subscribe({ next: told => steady.follow(told), error });
      again$.pipe(takeUntil(stopped$)).subscribe({ error });
      handled$.pipe(takeUntil(stopped$)).subscribe({ error });
    }

    it('goes on, for every reader', () => {
      expect(failures).toEqual([]);
      expect(writer.acknowledged.length).toBeGreaterThanOrEqual(4 * WRITES);
      for (const { code } of writer.errors) expect(code).toBe('INDETERMINATE_OPERATION_STATE');
    });

    it('has every acknowledged change', () => {
      for (const account of Object.values(readers)) expect(account.missing(writer.acknowledged)).toEqual([]);
    });

    it('brings one sequence after the other, and none twice, unless it tells that it goes back', () => {
      for (const { misplaced } of Object.values(readers)) expect(misplaced).toEqual([]);
    });

    it('tells of no loss where there is none', () => {
      for (const { losses } of Object.values(readers))
        expect(losses.filter(({ type }) => type === 'overrun')).toEqual([]);
    });
  });

async function newClient(cluster: SuiteCluster): Promise<HazelcastClient> {
  const client = cluster.newClient({ connectionStrategy: quick });
  await firstValueFrom(client.connect());
  await connectedTo(client, cluster.running.addresses);
  return client;
}

/** Ends with the first mark after this time: nothing behind it was told. */
function endingAtMark(journal$: Observable<Told>): Observable<Told> {
  return defer(() => {
    let over = false;
    const ending = timer(STOP).subscribe(() => (over = true));
    return journal$.pipe(
      takeWhile(told => !(over && told.type === 'checkpoint'), true),
      finalize(() => ending.unsubscribe()),
    );
  });
}

/** Sets one key after the other to 0, 1, 2 and so on until it is ended, and keeps account of what became of each. */
class Writer {
  readonly acknowledged: number[] = [];
  readonly errors: HazelcastError[] = [];
  readonly #acknowledged$ = new BehaviorSubject(0);
  #stopped = false;

  constructor(readonly map: HazelcastMap<string, number>) {
    pipelined(this.#values(), value => this.#set(value), IN_FLIGHT).subscribe({
      next: () => this.#acknowledged$.next(this.acknowledged.length),
      error: error => this.#acknowledged$.error(error),
      complete: () => this.#acknowledged$.complete(),
    });
  }

  /** Resolves when this many more were acknowledged. */
  async more(writes: number): Promise<void> {
    const target = this.acknowledged.length + writes;
    await firstOf(this.#acknowledged$, count => count >= target);
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Resolves when all have ended. */
  async end(): Promise<void> {
    this.stop();
    await this.#acknowledged$.forEach(() => {});
  }

  *#values(): Iterable<number> {
    for (let value = 0; !this.#stopped; value++) yield value;
  }

  #set(value: number): Observable<unknown> {
    return outcomeOf(this.map.set(`key-${value % KEYS}`, value)).pipe(
      tap(outcome => {
        if ('error' in outcome) this.errors.push(outcome.error);
        else this.acknowledged.push(value);
      }),
    );
  }
}
