// What clients leave behind on members when they leave, whatever they were at: nothing.
import type { HazelcastClient, Transaction as ClientTransaction } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import {
  catchError,
  concat,
  EMPTY,
  ignoreElements,
  merge,
  NEVER,
  type Observable,
  type ObservableInput,
  takeUntil,
  throwError,
  timer,
} from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { Registrations } from '../src/registrations.js';
import type { Transaction } from '../src/transaction/transaction.js';
import { Transactions } from '../src/transaction/transactions.js';
import { inVirtualTime, type VirtualCluster } from './support/virtual-cluster.js';

const CYCLES = 42;
/** Milliseconds after which each cycle is left, one after the other: at once, and in the middle of whatever it is at. */
const LEAVES = [0, 1, 2, 3, 4, 700, 1500];
const fails = (): Observable<never> => throwError(() => new Error('no'));

describe('after many', () => {
  let virtual: VirtualCluster;
  let client: HazelcastClient;
  let added: MockInstance<Registrations['add']>;
  let begun: MockInstance<Transactions['add']>;
  let before: ReturnType<typeof held>;

  beforeEach(async () => {
    added = vi.spyOn(Registrations.prototype, 'add');
    begun = vi.spyOn(Transactions.prototype, 'add');
    virtual = await inVirtualTime({ members: 2, config: { ringbuffer: { 'small-*': { capacity: 2 } } } });
    client = await virtual.connected();
    await virtual.clock.advance(10_000);
    before = held();
  });

  afterEach(() => vi.restoreAllMocks());

  const isOpen = (transactions: Transactions, { id, beginning }: Transaction): boolean => {
    try {
      return transactions.find(id, beginning.link) !== undefined;
    } catch {
      return false;
    }
  };

  /** By members and by the client, and what is to happen later. */
  function held() {
    const { pending, invoker, listeners } = partsOf(client);
    return {
      registrations: [...new Set(added.mock.contexts as Registrations[])].reduce((sum, { size }) => sum + size, 0),
      transactions: begun.mock.calls.filter(([one], n) => isOpen(begun.mock.contexts[n] as Transactions, one)).length,
      connections: virtual.cluster.lives.map(({ links }) => links.size),
      timers: virtual.clock.actions.length,
      client: [pending.size, invoker.active, invoker.kept, listeners.size],
    };
  }

  /** Subscribes, leaves after a while, and lets all that follows happen. */
  async function cycles(stream: (n: number) => ObservableInput<unknown>): Promise<void> {
    for (let n = 0; n < CYCLES; n++) {
      const leave$ = timer(LEAVES[n % LEAVES.length]!, virtual.clock);
      const cycle$ = merge(stream(n)).pipe(
        takeUntil(leave$),
        catchError(() => EMPTY),
      );
      cycle$.subscribe();
      await virtual.clock.advance(n % 2 ? 3 : 2000);
    }
    // What waits on a member is over, and members have looked for clients that are gone.
    await virtual.clock.advance(20_000);
  }

  const queue = () => client.getQueue<number>('q');
  const ring = (name = 'r') => client.getRingbuffer<number>(name);
  const put = (tx: ClientTransaction, n: number) => tx.getMap<number, number>('m').put(n, n);
  const filled = (n: number): Observable<never> => queue().addAll([n, -n]).pipe(ignoreElements());

  const streams: Record<string, (n: number) => ObservableInput<unknown>> = {
    'takes of a queue': n => merge(queue().takes(), n % 2 ? queue().offer(n) : EMPTY),
    'consumers of a queue': n =>
      concat(filled(n), queue().consume(n % 2 ? () => NEVER : item => [item], { concurrency: (n % 3) + 1 })),
    'consumers that fail': n => concat(filled(n), queue().consume(fails, { attempts: 2, backoff: 1 })),
    'consumers with dead letters': n =>
      concat(filled(n), queue().consume(fails, { attempts: 1, deadLetter: 'dead', concurrency: 2 })),
    'streams of ringbuffers': n => {
      const { [n % 3]: from } = ['latest', 'oldest', 0] as const;
      return merge(ring().stream({ from: from! }), ring('small-r').stream({ from: from! }), ring('small-r').add(n));
    },
    'consumers of ringbuffers': n =>
      merge(
        ring().consume(n % 2 ? () => NEVER : ({ value }) => [value], { from: 'oldest' }),
        n % 3 ? ring().add(n) : EMPTY,
      ),
    'streams of reliable topics': n => {
      const topic = client.getReliableTopic<number>('t');
      return merge(topic.messages({ from: n % 2 ? 'oldest' : 'latest' }), topic.publish(n));
    },
    'streams of events': n => {
      const signals = { signals: true } as const;
      return merge(
        queue().events({ includeValue: n % 2 === 0, ...signals }),
        client.getSet('s').events(signals),
        client.getList('l').events(signals),
        client.getMultiMap('m').events({ key: n, ...signals }),
        client.getReplicatedMap('m').events(signals),
        client.getTopic('t').messages(signals),
        client.getMap('m').partitionLostEvents(signals),
        client.distributedObjectEvents(signals),
        client.partitionLostEvents(signals),
        client.migrationEvents(signals),
      );
    },
    transactions: n =>
      merge(
        client.transaction(tx => put(tx, n)),
        client.transaction(tx => merge(put(tx, n), n % 2 ? NEVER : fails()), { timeout: 1000 }),
        client.transaction(tx => merge(tx.getQueue('tq').poll(500), put(tx, -n))),
      ),
  };

  it('streams, what is open is counted', async () => {
    const open = [queue().events(), queue().consume(() => NEVER), client.transaction(() => NEVER)].map(stream =>
      (stream as Observable<unknown>).subscribe(),
    );
    await virtual.clock.advance(1000);
    const { registrations, transactions, connections } = held();
    // The events on both members; of the consumer what has it be rolled back late, and its own view of the cluster.
    expect(registrations).toBeGreaterThan(before.registrations + 4);
    expect(transactions).toBe(2);
    expect(connections.reduce((sum, count) => sum + count)).toBe(3);
    for (const subscription of open) subscription.unsubscribe();
    await virtual.clock.advance(20_000);
    expect(held()).toEqual(before);
  });

  it.each(Object.entries(streams))('%s', async (_, stream) => {
    await cycles(stream);
    // A read waits on its member until the next item comes.
    for (const name of ['r', 'small-r', '_hz_rb_t']) await virtual.ask(ring(name).add(0), 1000);
    expect(held()).toEqual(before);
    // What comes now is for nobody who has left.
    await virtual.ask(queue().clear(), 1000);
    await virtual.ask(queue().addAll([1, 2, 3]), 1000);
    await virtual.clock.advance(10_000);
    expect(await virtual.ask(queue().toArray(), 1000)).toEqual([1, 2, 3]);
    for (let key = -CYCLES; key < CYCLES; key += 10) {
      expect(await virtual.ask(client.getMap('m').isLocked(key), 1000)).toBe(false);
    }
  });
});
