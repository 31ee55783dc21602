import { startCluster } from '@hazelrx/embedded-member';
import { type AtomicLong, type HazelcastClient, type HazelcastError, IndeterminateError, type Long } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { mapGet, mapReplaceIfSame } from 'hazelrx/operations';
import {
  BehaviorSubject,
  defer,
  firstValueFrom,
  forkJoin,
  lastValueFrom,
  map,
  merge,
  repeat,
  takeWhile,
  tap,
  toArray,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { addressOf, firstOf, type Outcome, outcomeOf } from '../support/awaiting.js';
import { describeOn, realMembers, uniqueName } from '../support/clusters.js';
import { Breakable } from './map/breakable.js';

const CLIENTS = 3;
/** Increments of each client at the same time: some are written together. */
const IN_FLIGHT = 4;
const CUTS = 8;
/** Increments between two faults. */
const BETWEEN = 200;

interface Outcomes {
  /** What acknowledged increments told. */
  readonly acknowledged: readonly number[];
  readonly uncertain: number;
  readonly others: readonly HazelcastError[];
}

interface Tally extends Outcomes {
  /** Of the counter, in the end. */
  readonly value: number;
}

/** Clients that increment one counter, as fast as they can, until `end`. */
class Counting {
  readonly name = uniqueName('counter');
  readonly #counter: AtomicLong;
  readonly #tally: Promise<Outcomes>;
  readonly #acknowledged = new BehaviorSubject(0);
  #going = true;

  constructor(clients: readonly HazelcastClient[]) {
    const counters = clients.map(client => client.getAtomicLong(this.name, { backend: 'map' }));
    this.#counter = counters[0]!;
    const lanes = counters.flatMap(counter => Array.from({ length: IN_FLIGHT }, () => this.#lane(counter)));
    this.#tally = lastValueFrom(forkJoin(lanes).pipe(map(all => tally(all.flat()))));
  }

  /** Resolves when so many more are acknowledged. */
  async more(count: number): Promise<void> {
    const wanted = this.#acknowledged.value + count;
    await firstOf(this.#acknowledged, acknowledged => acknowledged >= wanted);
  }

  async end(): Promise<Tally> {
    this.#going = false;
    const told = await this.#tally;
    return { ...told, value: (await firstValueFrom(this.#counter.get())).toNumber() };
  }

  #lane(counter: AtomicLong) {
    return defer(() => outcomeOf(counter.incrementAndGet())).pipe(
      tap(outcome => {
        if ('value' in outcome) this.#acknowledged.next(this.#acknowledged.value + 1);
      }),
      repeat(),
      takeWhile(() => this.#going, true),
      toArray(),
    );
  }
}

function tally(outcomes: readonly Outcome<Long>[]): Outcomes {
  const errors = outcomes.flatMap(outcome => ('error' in outcome ? [outcome.error] : []));
  const acknowledged = outcomes.flatMap(outcome => ('value' in outcome ? [outcome.value.toNumber()] : []));
  const others = errors.filter(error => !(error instanceof IndeterminateError));
  return { acknowledged, uncertain: errors.length - others.length, others };
}

/** Each had a number for itself, none was made twice, none was lost, and none was of unknown outcome. */
function expectedOf({ value }: Tally): Tally {
  return { acknowledged: Array.from({ length: value }, (_, i) => i + 1), uncertain: 0, others: [], value };
}

/** The index of the member that has the counter. */
async function ownerOf(name: string, { clients, running }: Breakable): Promise<number> {
  const [client] = clients;
  const { router } = partsOf(client!);
  const owner = router.connections.partitions.owner(router.ofKey(name))!;
  const members = await firstOf(client!.members$);
  return running.addresses.indexOf(addressOf(members.find(({ uuid }) => uuid.equals(owner))!));
}

/** In the order of their numbers. */
function sorted(told: Tally): Tally {
  return { ...told, acknowledged: [...told.acknowledged].sort((one, other) => one - other) };
}

describe('a counter of embedded members that lose answers', () => {
  it('counts each increment once', async () => {
    await using cluster = await startCluster({ members: 2 });
    const clients = Array.from({ length: CLIENTS }, () => cluster.createClient());
    const counting = new Counting(clients);
    const lost = merge(...clients.map(({ events$ }) => events$));
    for (let i = 0; i < 20; i++) {
      const noticed = firstOf(lost, ({ type }) => type === 'disconnected');
      const operation = i % 5 === 4 ? mapGet : mapReplaceIfSame;
      cluster.faults.loseAnswer({ operation, structure: 'hazelrx.atomic-longs', times: 1 });
      await noticed;
    }
    await counting.more(BETWEEN);
    const told = await counting.end();
    expect(sorted(told)).toEqual(expectedOf(told));
    for (const client of clients) await firstValueFrom(client.shutdown());
  });
});

for (const version of ['5.7.0', '5.3.8']) {
  describeOn(realMembers(version, { members: 3, partitionCount: 31 }), 'a counter', cluster => {
    it('counts each increment once, whatever connections break and whichever member dies', async () => {
      await using breakable = await Breakable.start(cluster.running, CLIENTS);
      const counting = new Counting(breakable.clients);
      await breakable.whole();
      for (let i = 0; i < CUTS; i++) {
        await counting.more(BETWEEN);
        await breakable.cut(proxy => proxy.cut());
        await breakable.whole();
      }
      await counting.more(BETWEEN);
      await breakable.kill(await ownerOf(counting.name, breakable));
      await breakable.whole();
      await counting.more(BETWEEN);
      const told = await counting.end();
      expect(sorted(told)).toEqual(expectedOf(told));
    });
  });
}
