import type { JavaCluster } from '@hazelrx/java-member';
import type { HazelcastClient } from 'hazelrx';
import { firstValueFrom } from 'rxjs';
import { firstOf } from '../../support/awaiting.js';
import { LoopbackProxy } from '../../support/loopback-proxy.js';
import { whole } from '../../support/owners.js';
import { proxiedClient } from '../../support/proxied-client.js';

/** Breaks the connections to one member; may resolve once that has happened. */
export type Cut = (proxy: LoopbackProxy) => Promise<void> | void;

/** A cluster and clients whose every connection to it can be cut. */
export class Breakable implements AsyncDisposable {
  private constructor(
    readonly running: JavaCluster,
    readonly proxies: ReadonlyMap<string, LoopbackProxy>,
    readonly clients: readonly HazelcastClient[],
  ) {}

  static async start(running: JavaCluster, clients: number): Promise<Breakable> {
    const proxies = new Map<string, LoopbackProxy>();
    for (const address of running.addresses) proxies.set(address, await LoopbackProxy.start(address));
    const config = {
      clusterName: running.clusterName,
      network: { clusterMembers: running.addresses },
      connectionStrategy: { connectionRetry: { initialBackoffMillis: 100, maxBackoffMillis: 500 } },
    };
    return new Breakable(
      running,
      proxies,
      Array.from({ length: clients }, () => proxiedClient(config, proxies)),
    );
  }

  /** Cuts what leads to all running members, or to the `nth` of them; resolves when every client has noticed. */
  async cut(way: Cut, nth?: number): Promise<void> {
    const { addresses } = this.running;
    const chosen = nth === undefined ? addresses : [addresses[nth % addresses.length]!];
    const noticed = this.#disconnected();
    await Promise.all(chosen.map(async address => way(this.proxies.get(address)!)));
    await noticed;
  }

  async kill(index: number): Promise<void> {
    const noticed = this.#disconnected();
    await this.running.kill(index);
    await noticed;
  }

  /** Resolves when every client is connected to all running members, and each of these has its share of the data. */
  async whole(): Promise<void> {
    for (const client of this.clients) await whole(client, this.running.addresses);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.clients) await firstValueFrom(client.shutdown());
    for (const proxy of this.proxies.values()) await proxy[Symbol.asyncDispose]();
  }

  #disconnected(): Promise<unknown> {
    return Promise.all(this.clients.map(({ events$ }) => firstOf(events$, ({ type }) => type === 'disconnected')));
  }
}
