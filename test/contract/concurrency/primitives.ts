// What the suites of the concurrency primitives have in common: primitives that are looked after, and clients that lose theirs.
import type {
  AtomicLong,
  AtomicReference,
  ConcurrencyBackend,
  CountDownLatch,
  FencedLock,
  HazelcastClient,
  HeldLock,
  IdGenerator,
  IdGeneratorOptions,
  Primitive,
  Semaphore,
  Storable,
} from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { cpGroupCreateCPGroup, cpSessionCloseSession, fencedLockGetLockOwnership } from 'hazelrx/operations';
import type Long from 'long';
import { firstValueFrom as valueOf, type Observable } from 'rxjs';
import { expect } from 'vitest';
import { connectedTo } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { cuttableClient } from '../../support/cuttable-client.js';
import { eventually } from '../../support/recording.js';

/** The maps of the map backend, and what of them has the names of primitives as its keys. */
const NAMED = ['locks', 'semaphores', 'atomic-longs', 'atomic-references', 'latches'];
const HOLDERS = 'permit-holders';

interface Made {
  readonly name: string;
  /** Passes when nobody holds any of it. */
  isFree?(): Promise<void>;
  destroy(): Observable<undefined>;
}

/** The primitives of one test, which must not leave anything of them. */
export class Primitives {
  readonly #made: Made[] = [];

  constructor(
    readonly cluster: SuiteCluster,
    readonly backend: ConcurrencyBackend,
  ) {}

  lock(name = uniqueName('lock')): FencedLock {
    const lock = this.cluster.client.getLock(name, { backend: this.backend });
    const isFree = async (): Promise<void> => {
      expect(await valueOf(lock.isLocked())).toBe(false);
      await valueOf(lock.unlock(await held(lock)));
    };
    return this.#add(lock, isFree);
  }

  /** Has all these permits at the end, too. */
  async semaphore(permits: number, name = uniqueName('semaphore')): Promise<Semaphore> {
    const semaphore = this.cluster.client.getSemaphore(name, { backend: this.backend });
    const isFree = async (): Promise<void> => {
      expect(await valueOf(semaphore.availablePermits())).toBe(permits);
    };
    if (permits > 0 && !(await valueOf(semaphore.init(permits)))) expect.fail(`${name} had permits before`);
    return this.#add(semaphore, isFree);
  }

  atomicLong(name = uniqueName('long')): AtomicLong {
    return this.#add(this.cluster.client.getAtomicLong(name, { backend: this.backend }));
  }

  atomicReference<V extends Storable>(name = uniqueName('reference')): AtomicReference<V> {
    return this.#add(this.cluster.client.getAtomicReference<V>(name, { backend: this.backend }));
  }

  latch(name = uniqueName('latch')): CountDownLatch {
    return this.#add(this.cluster.client.getCountDownLatch(name, { backend: this.backend }));
  }

  ids(options: IdGeneratorOptions = {}, name = uniqueName('ids')): IdGenerator {
    const { backend } = this;
    // Where sequential ids come from.
    this.atomicLong(`hazelrx.ids.${name}`);
    return this.cluster.client.getIdGenerator(name, { backend, ...options });
  }

  /** For a test whose client is gone: its primitives are left to the members. */
  giveUp(): void {
    this.#made.splice(0);
  }

  /** For a test that has destroyed something itself: nobody may look whether that is free. */
  forget(): void {
    for (const made of this.#made) delete made.isFree;
  }

  /** Passes once everything is free and nobody waits for anything, and no entry is left when everything is destroyed. */
  async leaveNothing(): Promise<void> {
    const { client, otherClient } = this.cluster;
    const made = this.#made.splice(0);
    try {
      for (const each of [client, otherClient]) await waitsForNothing(each);
      for (const each of made) await each.isFree?.();
    } finally {
      for (const each of made) await valueOf(each.destroy());
    }
    if (this.backend === 'map') await hasNoEntries(otherClient, made);
  }

  #add<P extends Primitive & Made>(primitive: P, isFree?: () => Promise<void>): P {
    this.#made.push({ name: primitive.name, ...(isFree && { isFree }), destroy: () => primitive.destroy() });
    return primitive;
  }
}

async function hasNoEntries(client: HazelcastClient, made: readonly Made[]): Promise<void> {
  for (const map of NAMED)
    for (const { name } of made)
      expect(await valueOf(client.getMap(`hazelrx.${map}`).containsKey(name)), `${name} in ${map}`).toBe(false);
  // Those that held permits lately: a client's entry stays for a while after that.
  await eventually(
    () => valueOf(client.getMap(`hazelrx.${HOLDERS}`).size()),
    size => size <= 2,
  );
}

/** Passes once no call of the client is under way, also none whose answer would have to be given back. */
export async function waitsForNothing(client: HazelcastClient): Promise<void> {
  const { invoker } = partsOf(client);
  await eventually(
    () => [invoker.kept, invoker.active],
    ([kept, active]) => kept === 0 && active === 0,
  );
}

/** Locks what has to be free. */
export async function held(lock: FencedLock): Promise<HeldLock> {
  return (await valueOf(lock.tryLock())) ?? expect.fail(`${lock.name} is locked`);
}

/** Passes once the members have answered after a while: by then they have what was sent before. Somebody holds the lock. */
export async function aWhile(lock: FencedLock): Promise<void> {
  expect(await valueOf(lock.tryLock(100))).toBeNull();
}

/** Passes once nobody holds the lock and nobody will: the client waits for nothing any more. */
export async function nobodyHolds(lock: FencedLock, client: HazelcastClient): Promise<void> {
  // Whoever waited before has it first.
  await valueOf(lock.unlock(await valueOf(lock.lock())));
  await waitsForNothing(client);
  // What was given back may still be on its way.
  await eventually(
    () => valueOf(lock.isLocked()),
    isLocked => !isLocked,
  );
  await valueOf(lock.unlock(await held(lock)));
}

/** A client that is about to lose what it holds. */
export interface LosingClient extends AsyncDisposable {
  readonly client: HazelcastClient;
  /** Takes away what it holds of the primitives of these names. It is still there, or comes back. */
  lose(...names: string[]): Promise<void>;
}

/** On `map`, its connections are cut; on `cp`, its sessions are closed behind its back. */
export async function losingClient(cluster: SuiteCluster, backend: ConcurrencyBackend): Promise<LosingClient> {
  const { clusterName, addresses } = cluster.running;
  const { client, cut } = cuttableClient({ clusterName, network: { clusterMembers: addresses } }, cluster.dial);
  await valueOf(client.connect());
  await connectedTo(client, addresses);
  return {
    client,
    lose: async (...names) => {
      if (backend === 'map') return cut();
      for (const name of names) await closeSession(cluster.otherClient, await sessionOf(client, name));
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

export interface SessionId {
  readonly groupId: { readonly name: string; readonly seed: Long; readonly id: Long };
  readonly sessionId: Long;
}

/** The CP session in which the client holds the lock of this name, or whatever else has the name. */
export async function sessionOf(client: HazelcastClient, name: string): Promise<SessionId> {
  const lock = client.getLock(name, { backend: 'cp' });
  const mine = await valueOf(lock.tryLock());
  const { groupId } = await valueOf(client.invoke(cpGroupCreateCPGroup, { proxyName: name }));
  const { sessionId } = await valueOf(client.invoke(fencedLockGetLockOwnership, { groupId, name }));
  if (mine) await valueOf(mine.unlock());
  return { groupId, sessionId };
}

/** The same that members do with a session whose client they have not heard of for too long. */
async function closeSession(client: HazelcastClient, session: SessionId): Promise<void> {
  expect(await valueOf(client.invoke(cpSessionCloseSession, session))).toEqual({ response: true });
}
