import { type HazelcastQueue, TimeoutError } from 'hazelrx';
import { type Companion, consumeQueue, type Core, partsOf } from 'hazelrx/internal';
import {
  concat,
  EMPTY,
  finalize,
  firstValueFrom as valueOf,
  from,
  NEVER,
  of,
  Subject,
  take,
  throwError,
  toArray,
} from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { connectedTo, DEADLINE, errorOf } from '../support/awaiting.js';
import {
  describeOn,
  describeOnClusters,
  embeddedMembers,
  realMembers,
  type SuiteCluster,
  type TestBed,
  uniqueName,
} from '../support/clusters.js';
import { eventually, record } from '../support/recording.js';

describeOnClusters('Queue.consume', cluster => {
  describe('items', () => itemsContract(cluster));
  describe('failures', () => failuresContract(cluster));
});

const three = { members: 3 };
const bedsOfThree: readonly TestBed[] = [
  embeddedMembers('memory', three),
  embeddedMembers('tcp', three),
  realMembers('5.7.0', three),
  realMembers('5.3.8', three),
];
/** Of so many some move when a member joins. */
const QUEUES = 12;

for (const bed of bedsOfThree)
  describeOn(bed, 'Queue.consume when members come and go', cluster => {
    ownerContract(cluster);
    deathContract(cluster);
  });

type Words = HazelcastQueue<string>;

const items = (queue: Words) => valueOf(queue.toArray());

async function filled(queue: Words, ...words: readonly string[]): Promise<void> {
  for (const word of words) expect(await valueOf(queue.offer(word))).toBe(true);
}

function itemsContract(cluster: SuiteCluster): void {
  let queue: Words;
  let other: Words;

  beforeEach(() => {
    const name = uniqueName('consumed');
    queue = cluster.client.getQueue(name);
    other = cluster.otherClient.getQueue(name);
  });

  it('handles what is there and what comes, in order, and tells when it is gone', async () => {
    await filled(queue, 'a', 'b');
    using told = record(queue.consume(word => of(word, word.toUpperCase())));
    expect(await told.count(4)).toEqual(['a', 'A', 'b', 'B']);
    expect(await items(other)).toEqual([]);
    await filled(other, 'c');
    expect((await told.count(6)).slice(4)).toEqual(['c', 'C']);
    expect(told.completed).toBe(false);
  });

  it('asks nobody before it is subscribed to', async () => {
    const consumed$ = queue.consume(word => [word]);
    await filled(queue, 'a');
    expect(await items(other)).toEqual(['a']);
    expect(await valueOf(consumed$)).toBe('a');
  });

  it('keeps an item from others while it is handled, and tells nothing', async () => {
    await filled(queue, 'a', 'b');
    const done = new Subject<string>();
    using told = record(queue.consume(() => done));
    await eventually(
      () => done.observed,
      begun => begun,
    );
    expect(await items(other)).toEqual(['b']);
    done.next('result');
    expect(told.items).toEqual([]);
    done.complete();
    await told.count(1);
    expect(told.items[0]).toBe('result');
  });

  it('puts it back where it was when it is unsubscribed, and ends the handler', async () => {
    await filled(queue, 'a', 'b', 'c');
    let begun = 0;
    let ended = 0;
    const handler = () => {
      begun++;
      return NEVER.pipe(finalize(() => ended++));
    };
    const consuming = queue.consume(handler, { concurrency: 2 }).subscribe();
    await eventually(
      () => begun,
      count => count === 2,
    );
    expect(await items(other)).toEqual(['c']);
    consuming.unsubscribe();
    expect(ended).toBe(2);
    await eventually(
      () => items(other),
      left => left.join() === 'a,b,c',
    );
  });

  it('handles as many at a time as it is told', async () => {
    await filled(queue, 'a', 'b', 'c', 'd', 'e', 'f');
    const open = new Map<string, Subject<string>>();
    const handler = (word: string) => {
      const done = new Subject<string>();
      open.set(word, done);
      return done;
    };
    const end = (word: string): void => {
      open.get(word)!.next(word);
      open.get(word)!.complete();
      open.delete(word);
    };
    using told = record(queue.consume(handler, { concurrency: 4 }));
    await eventually(
      () => [...open.keys()].join(''),
      words => words === 'abcd',
    );
    end('c');
    await eventually(
      () => [...open.keys()].join(''),
      words => words === 'abde',
    );
    expect(told.items).toEqual(['c']);
    expect(await items(other)).toEqual(['f']);
    for (const word of ['a', 'b', 'd', 'e']) end(word);
    await eventually(
      () => open.has('f'),
      begun => begun,
    );
    end('f');
    expect([...(await told.count(6))].sort().join('')).toBe('abcdef');
  });

  it('shares the items with others, each of which is handled once', async () => {
    using first = record(queue.consume(word => [word], { concurrency: 3 }));
    using second = record(queue.consume(word => [word]));
    using third = record(other.consume(word => [word]));
    const words = Array.from({ length: 60 }, (_, n) => `${n}`);
    await filled(other, ...words);
    const all = () => [...first.items, ...second.items, ...third.items];
    await eventually(all, ({ length }) => length >= words.length);
    expect(all().sort()).toEqual([...words].sort());
    expect(await items(queue)).toEqual([]);
  });

  it('leaves the connections of its client alone', async () => {
    await filled(queue, 'a');
    const before = await valueOf(cluster.client.connections$);
    await valueOf(queue.consume(() => ['done']));
    expect(await valueOf(cluster.client.connections$)).toEqual(before);
  });

  it('goes on when the queue is destroyed, with what comes after that', async () => {
    await filled(queue, 'a');
    const done = new Subject<string>();
    using told = record(queue.consume(word => (word === 'a' ? done : [word])));
    await eventually(
      () => done.observed,
      begun => begun,
    );
    await valueOf(other.destroy());
    done.complete();
    await filled(other, 'b');
    expect(await told.count(1)).toEqual(['b']);
    expect(await items(other)).toEqual([]);
  });

  it('consumes through one connection, for a client that has one', async () => {
    const own = cluster.newClient({ network: { smartRouting: false } });
    await filled(queue, 'a');
    using told = record(own.getQueue<string>(queue.name).consume(word => [word]));
    await told.count(1);
    await filled(other, 'b');
    expect(await told.count(2)).toEqual(['a', 'b']);
    expect(await items(other)).toEqual([]);
    await valueOf(own.shutdown());
  });

  it('ends with its client', async () => {
    const own = cluster.newClient();
    await filled(queue, 'a');
    const never = new Subject<never>();
    using told = record(own.getQueue<string>(queue.name).consume(() => never));
    await eventually(
      () => never.observed,
      begun => begun,
    );
    expect(await items(other)).toEqual([]);
    await valueOf(own.shutdown());
    expect(told.error).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', structure: queue.name });
    await eventually(
      () => items(other),
      left => left.join() === 'a',
    );
  });
}

function failuresContract(cluster: SuiteCluster): void {
  let queue: Words;

  beforeEach(() => {
    queue = cluster.client.getQueue(uniqueName('failing'));
  });

  it('tries a failing handler again, with the item held', async () => {
    await filled(queue, 'a', 'b');
    const attempts: unknown[] = [];
    const handler = (word: string, attempt: number) => {
      attempts.push(`${word}${attempt}`);
      return attempt < 3
        ? concat(
            of('partial'),
            throwError(() => new Error('not yet')),
          )
        : [word];
    };
    const told$ = queue.consume(handler, { attempts: 3, backoff: 10 }).pipe(take(2), toArray());
    expect(await valueOf(told$)).toEqual(['a', 'b']);
    expect(attempts).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3']);
  });

  it('fails with the error of the handler, and the item is where it was', async () => {
    await filled(queue, 'a', 'b');
    const reason = new Error('cannot');
    const consumed$ = queue.consume(() => throwError(() => reason), { attempts: 2, backoff: 1 });
    using told = record(consumed$);
    await eventually(
      () => told.error,
      error => error !== undefined,
    );
    expect(told.error).toBe(reason);
    expect(await items(queue)).toEqual(['a', 'b']);
  });

  it('moves what fails to the dead letters, and goes on', async () => {
    const dead: Words = cluster.client.getQueue(uniqueName('dead'));
    await filled(queue, 'bad', 'good');
    const handler = (word: string) => {
      if (word === 'bad') throw new Error('cannot');
      return [word];
    };
    using told = record(queue.consume(handler, { attempts: 1, deadLetter: dead.name }));
    expect(await told.count(1)).toEqual(['good']);
    expect([await items(queue), await items(dead)]).toEqual([[], ['bad']]);
  });

  it('moves it there as it came, whatever the handler has made of it', async () => {
    const { client } = cluster;
    const other = cluster.newClient({ serialization: { defaultNumberType: 'integer' } });
    const dead = other.getQueue(uniqueName('dead'));
    const sent = [5, { id: 7 }];
    await valueOf(other.getQueue(queue.name).addAll(sent));
    const handler = (item: unknown) => {
      if (typeof item === 'object') Object.assign(item!, { tried: true });
      throw new Error('cannot');
    };
    using _ = record(client.getQueue(queue.name).consume(handler, { attempts: 1, deadLetter: dead.name }));
    await eventually(
      () => valueOf(dead.size()),
      size => size === sent.length,
    );
    expect(await valueOf(dead.containsAll(sent))).toBe(true);
    await valueOf(other.shutdown());
  });

  it('fails when the dead letters are full, and the item is where it was', async () => {
    const dead: Words = cluster.client.getQueue(uniqueName('bounded'));
    await filled(dead, 'full');
    await filled(queue, 'bad');
    const reason = new Error('cannot');
    const consumed$ = queue.consume(() => throwError(() => reason), { attempts: 1, deadLetter: dead.name });
    using told = record(consumed$);
    await eventually(
      () => told.error,
      error => error !== undefined,
    );
    expect(told.error).toBe(reason);
    expect([await items(queue), await items(dead)]).toEqual([['bad'], ['full']]);
  });

  it('unsubscribes a handler whose time is up', async () => {
    await filled(queue, 'a');
    let ended = 0;
    const late = await errorOf(
      queue.consume(() => NEVER.pipe(finalize(() => ended++)), { timeout: 300 }),
      DEADLINE,
    );
    expect(late).toBeInstanceOf(TimeoutError);
    expect(late).toMatchObject({ code: 'TIMEOUT', structure: queue.name });
    expect(ended).toBe(1);
    expect(await items(queue)).toEqual(['a']);
  });

  it.each([{ concurrency: 0 }, { attempts: 0 }, { backoff: -1 }, { timeout: 0 }, { timeout: NaN }])(
    'refuses %j',
    async options => {
      const refused = await errorOf(queue.consume(() => EMPTY, options));
      expect(refused).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: queue.name });
      expect(refused.reason).toContain(Object.keys(options)[0]);
    },
  );
}

function ownerContract(cluster: SuiteCluster): void {
  it('works by the owner of the queue, and goes with the queue when it moves', async () => {
    const { client, otherClient, running } = cluster;
    const core = partsOf(client) as unknown as Core;
    await valueOf(client.connect());
    await connectedTo(client, running.addresses);
    const consumers = Array.from({ length: QUEUES }, () => consumer(core, uniqueName('moving')));
    const settled = () =>
      eventually(
        () => consumers.filter(({ isHome }) => !isHome()).map(({ name }) => name),
        ({ length }) => length === 0,
      );
    for (const { name, told } of consumers) {
      await filled(otherClient.getQueue(name), 'a');
      await told.count(1);
    }
    await settled();
    const owners = consumers.map(({ owner }) => String(owner()));
    await running.addMember();
    await eventually(
      () => consumers.map(({ owner }) => String(owner())),
      now => now.some((owner, n) => owner !== owners[n]),
    );
    await settled();
    for (const { name, told } of consumers) {
      await filled(otherClient.getQueue(name), 'b');
      expect(await told.count(2)).toEqual(['a', 'b']);
      told.stop();
    }
  });
}

/** One that tells by which member it works. */
function consumer(core: Core, name: string) {
  let companion: Companion | undefined;
  const parts: Core = { ...core, companion: home => (companion = core.companion(home)) };
  const told = record(consumeQueue(parts, name, (word: string) => of(word)));
  const { partitions } = core.router.connections;
  const owner = () => partitions.owner(core.router.ofName(name));
  const isHome = (): boolean => {
    const connection = companion?.core.router.connections.any();
    return connection !== undefined && connection.peer?.memberUuid.equals(owner()) === true;
  };
  return { name, told, owner, isHome };
}

function deathContract(cluster: SuiteCluster): void {
  it('gives back what was under way there, and goes on by another member', async () => {
    const { client, otherClient, running } = cluster;
    const name = uniqueName('dying');
    const queue: Words = otherClient.getQueue(name);
    const companions: Companion[] = [];
    const core = partsOf(client) as unknown as Core;
    const companion: Core['companion'] = home => {
      const made = core.companion(home);
      companions.push(made);
      return made;
    };
    const interrupted = record(client.events$);
    const began: string[] = [];
    const handler = (word: string) => {
      began.push(word);
      return began.length === 1 ? NEVER : from([word]);
    };
    await filled(queue, 'a', 'b');
    using told = record(consumeQueue({ ...core, companion }, name, handler));
    await eventually(
      () => began,
      ({ length }) => length === 1,
    );
    const [{ address }] = (await valueOf(companions[0]!.core.invoker.parts.connections.connections$)) as unknown as [
      { address: string },
    ];
    await running.kill(running.members.findIndex(member => member.address === address));
    await told.count(2);
    expect([...told.items].sort()).toEqual(['a', 'b']);
    expect(began.filter(word => word === 'a')).toHaveLength(2);
    expect(interrupted.items).toContainEqual(expect.objectContaining({ type: 'consumerInterrupted', structure: name }));
    expect(new Set(companions.map(({ uuid }) => uuid.toString())).size).toBe(companions.length);
    expect(companions.length).toBeGreaterThan(1);
    interrupted.stop();
    expect(await items(queue)).toEqual([]);
  });
}
