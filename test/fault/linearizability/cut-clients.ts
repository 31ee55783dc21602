import type { HazelcastClient } from 'hazelrx';
import { firstValueFrom } from 'rxjs';
import { connectedTo } from '../../support/awaiting.js';
import type { SuiteCluster } from '../../support/clusters.js';
import { cuttableClient, type CuttableClient } from '../../support/cuttable-client.js';
import { seededRandom } from '../../support/seeded-random.js';

const CLIENTS = 5;
/** The connections of a client are cut during one call of this many. */
const CALLS_A_CUT = 40;

/** What one of the clients does, call by call. */
export interface Turn {
  readonly client: HazelcastClient;
  /** From 0. */
  readonly index: number;
  /** Of this client, from 0. */
  readonly turn: number;
  readonly random: () => number;
}

/** Clients that work at the same time, and whose connections are cut all along. */
export class CutClients implements AsyncDisposable {
  cuts = 0;

  private constructor(readonly clients: readonly CuttableClient[]) {}

  static async start({ running, dial }: SuiteCluster): Promise<CutClients> {
    const { clusterName, addresses } = running;
    const config = {
      clusterName,
      network: { clusterMembers: addresses },
      connectionStrategy: { connectionRetry: { initialBackoffMillis: 20, maxBackoffMillis: 100 } },
      // Milliseconds that a write waits for the acknowledgement of a backup whose connection is gone.
      properties: { 'hazelcast.client.operation.backup.timeout.millis': 200 },
    };
    const clients = Array.from({ length: CLIENTS }, () => cuttableClient(config, dial));
    for (const { client } of clients) {
      await firstValueFrom(client.connect());
      await connectedTo(client, addresses);
    }
    return new CutClients(clients);
  }

  /** Each client does its work so many times, one after the other; `work` begins its call at once. */
  async work(times: number, seed: number, work: (turn: Turn) => Promise<unknown>): Promise<void> {
    await this.uncut(times, seed, async turn => {
      const done = work(turn);
      if (turn.random() * CALLS_A_CUT < 1) this.#cut(this.clients[turn.index]!, turn.random);
      await done;
    });
  }

  /** The same, and all connections stay. */
  async uncut(times: number, seed: number, work: (turn: Turn) => Promise<unknown>): Promise<void> {
    const works = this.clients.map(async ({ client }, index) => {
      const random = seededRandom(seed + index);
      for (let turn = 0; turn < times; turn++) await work({ client, index, turn, random });
    });
    await Promise.all(works);
  }

  /** Before the call has left, on its way, or when it was done and its answer is here. */
  #cut(client: CuttableClient, random: () => number): void {
    this.cuts++;
    const ways = [() => client.cut(), () => setImmediate(() => client.cut()), () => client.cutAtAnswer()];
    ways[Math.floor(random() * ways.length)]!();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { client } of this.clients) await firstValueFrom(client.shutdown());
  }
}
