// A cluster and its clients in virtual time: nothing here waits for a clock.
import { type ClientConfig, HazelcastError, type HazelcastClient } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom, type Observable } from 'rxjs';
import { expect, onTestFinished } from 'vitest';
import { record } from '../../../../test/support/recording.js';
import { type ClusterOptions, startCluster, TestClock } from '../../src/index.js';
import { idOf } from '../../src/locks/kept-key.js';
import { maps } from '../../src/map/map-store.js';
import type { RunningCluster } from '../../src/running-cluster.js';
import { silent } from './silent-logger.js';

export class VirtualCluster {
  readonly #clients: HazelcastClient[] = [];

  constructor(
    readonly cluster: RunningCluster,
    readonly clock: TestClock,
  ) {}

  /** Ended with the test. It knows the addresses of the members that run now, in their order. */
  client({ properties, ...config }: ClientConfig = {}): HazelcastClient {
    const inOrder = { 'hazelcast.client.shuffle.member.list': false, ...properties };
    const client = this.cluster.createClient({ logger: silent, properties: inOrder, ...config });
    this.#clients.push(client);
    return client;
  }

  async connected(config?: ClientConfig): Promise<HazelcastClient> {
    const client = this.client(config);
    await this.ask(client.connect());
    return client;
  }

  /** The value of a call, which is there before so much time has passed. */
  async ask<T>(call$: Observable<T>, millis = 0): Promise<T> {
    const call = record(call$);
    await this.clock.advance(millis);
    call.stop();
    if (!call.completed && call.error === undefined) throw new Error(`no answer within ${millis} ms`);
    if (!call.completed) throw call.error;
    return call.items.at(-1)!;
  }

  /** The error of a call, which is there before so much time has passed. */
  async refusal(call$: Observable<unknown>, millis = 0): Promise<HazelcastError> {
    const error: unknown = await this.ask(call$, millis).then(
      value => expect.fail(`expected an error, got ${String(value)}`),
      (reason: unknown) => reason,
    );
    if (error instanceof HazelcastError) return error;
    throw error;
  }

  async end(): Promise<void> {
    for (const client of this.#clients) await firstValueFrom(client.shutdown());
    await this.cluster[Symbol.asyncDispose]();
  }
}

/** Ends it when the test has finished; then nothing may be left on its clock. */
export function untilFinished(virtual: VirtualCluster): VirtualCluster {
  onTestFinished(async () => {
    await virtual.end();
    await virtual.clock.advance(0);
    expect(virtual.clock.actions.length).toBe(0);
  });
  return virtual;
}

/** A cluster on a clock of its own, until the test has finished. */
export async function inVirtualTime(options: Omit<ClusterOptions, 'clock'> = {}): Promise<VirtualCluster> {
  const clock = new TestClock();
  return untilFinished(new VirtualCluster((await startCluster({ ...options, clock })) as RunningCluster, clock));
}

/** So many keys that belong to this member, by what the client knows. */
export function keysOf(client: HazelcastClient, { lives }: RunningCluster, index: number, count = 1): string[] {
  const { router } = partsOf(client);
  const owns = (key: string): boolean =>
    router.connections.partitions.owner(router.ofKey(key))?.equals(lives[index]!.uuid) === true;
  const keys: string[] = [];
  for (let n = 0; keys.length < count; n++) if (owns(`key-${n}`)) keys.push(`key-${n}`);
  return keys;
}

/** The indexes of the members that have a copy of an entry. */
export function holdersOf(client: HazelcastClient, { lives }: RunningCluster, map: string, key: string): number[] {
  const { router } = partsOf(client);
  const id = idOf(router.data(key));
  return lives.flatMap((member, index) =>
    member.running && maps.find(member, router.ofKey(key), map)?.records.has(id) ? [index] : [],
  );
}
