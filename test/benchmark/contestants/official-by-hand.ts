// What is built on maps of the official client by who has no CP subsystem: counters, and locks with fences.
import { Client, type IMap, LockContext } from 'hazelcast-client';
import { counterNames, lockNames } from '../concurrency.js';
import { type Cluster, type Contestant, inLanes, type Session } from '../contestant.js';
import type { Request } from '../works.js';

/** In a process of its own, too: once a `LockContext` was used, every promise of the process costs more. */
export const officialByHand: Contestant = { connect };

const WHO = 'officialByHand';
const COUNTERS = 'by-hand-counters';
const LOCKS = 'by-hand-locks';

type Numbers = IMap<string, number>;
type Operate = (operation: number) => Promise<void>;

async function connect({ address, clusterName }: Cluster): Promise<Session> {
  const client = await Client.newHazelcastClient({
    clusterName,
    network: { clusterMembers: [address] },
    properties: { 'hazelcast.logging.level': 'OFF' },
  });
  return {
    async prepare(request) {
      const operate = await operation(client, request);
      return run => inLanes(run, operate);
    },
    listen: () => Promise.reject(new TypeError('nothing is heard by hand')),
    close: () => client.shutdown(),
  };
}

async function operation(client: Client, request: Request): Promise<Operate> {
  switch (request) {
    case 'mapIncrement':
      return increments(await client.getMap(COUNTERS));
    case 'mapLock':
      return lockings(await client.getMap(LOCKS));
    default:
      throw new TypeError(`${request} is not done by hand`);
  }
}

function increments(counters: Numbers): Operate {
  const names = counterNames(WHO);
  return async operation => {
    await raised(counters, names[operation % names.length]!);
  };
}

/**
 * The least that holds: without a context of its own, whoever locks in this client holds what another one in it has locked;
 * and a fence that is set, not replaced, may go back when the write of one who has lost the lock comes late.
 */
function lockings(locks: Numbers): Operate {
  const names = lockNames(WHO);
  const fences = new Map<string, number>();
  return operation =>
    LockContext.run(async () => {
      const name = names[operation % names.length]!;
      await locks.lock(name);
      fences.set(name, await raised(locks, name, fences.get(name)));
      await locks.unlock(name);
    });
}

/** The next number under a key. `last`: what it was when it was seen last, which saves a request where it still is. */
async function raised(numbers: Numbers, key: string, last: number | null = null): Promise<number> {
  for (;;) {
    const found = last ?? (await numbers.get(key));
    const next = (found ?? 0) + 1;
    const isRaised =
      found === null ? (await numbers.putIfAbsent(key, next)) === null : await numbers.replaceIfSame(key, found, next);
    if (isRaised) return next;
    last = null;
  }
}
