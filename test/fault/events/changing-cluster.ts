import type { HazelcastClient, InitialMembers, Member, MembershipEvent } from 'hazelrx';
import type { TestCluster } from 'hazelrx/testing';
import { firstValueFrom } from 'rxjs';
import { addressOf, connectedTo, firstOf } from '../../support/awaiting.js';
import type { SuiteCluster } from '../../support/clusters.js';
import { eventually, type Recording, record } from '../../support/recording.js';
import { apply, type Change } from './change.js';
import { Moving } from './moving.js';
import { Probes } from './probes.js';
import { unbackedMapOf } from './source.js';

const quick = { connectionRetry: { initialBackoffMillis: 100, maxBackoffMillis: 500 } };
/** Some in each partition. */
const entries = Array.from({ length: 600 }, (_, n) => [n, n] as const);

/** Members that come and go one at a time, while two clients listen to every structure. */
export class ChangingCluster implements Disposable {
  readonly probes: Probes;
  readonly membership: Recording<InitialMembers | MembershipEvent>;
  /** What that must tell: types and UUIDs. */
  readonly changes: string[] = [];
  readonly #moving: Moving;

  private constructor(
    readonly running: TestCluster,
    readonly client: HazelcastClient,
    readonly unisocket: HazelcastClient,
  ) {
    this.probes = new Probes(client, unisocket);
    this.membership = record(client.membership$);
    this.#moving = new Moving(client);
  }

  /** Resolves when everything is heard. */
  static async of(cluster: SuiteCluster): Promise<ChangingCluster> {
    const { running } = cluster;
    const client = cluster.newClient({ connectionStrategy: quick });
    const unisocket = cluster.newClient({ connectionStrategy: quick, network: { smartRouting: false } });
    for (const each of [client, unisocket]) await firstValueFrom(each.connect());
    await connectedTo(client, running.addresses);
    const changing = new ChangingCluster(running, client, unisocket);
    await changing.#heard();
    return changing;
  }

  /**
   * Resolves when it is over and all that it was to bring has come, with the streams that have not told of it, by a
   * `gap` of its member and by `listening` again.
   */
  async change(change: Change): Promise<readonly string[]> {
    const before = this.probes.registered.map(hearing => ({ hearing, listenings: hearing.listenings }));
    this.#moving.begin(change.kind);
    const member = change.kind === 'join' ? await this.#join(change) : await this.#lose(change);
    this.changes.push(`${change.kind === 'join' ? 'added' : 'removed'} ${member}`);
    await connectedTo(this.client, this.running.addresses);
    await this.#heard();
    return before
      .filter(({ hearing, listenings }) => hearing.listenings === listenings || !hearing.gaps.includes(member))
      .map(({ hearing }) => hearing.source.name);
  }

  /** Resolves when each stream, and each member where each tells of its own, was heard once more. */
  async probe(): Promise<void> {
    await this.#heardFromAll(true);
    await this.probes.complete();
  }

  /** Probes at once wherever partitions are now, and on until each member was heard; then all when nothing moves. */
  async #heard(): Promise<void> {
    const { client, unisocket, running, probes } = this;
    const known = [...running.addresses].sort().join();
    await firstOf(unisocket.members$, list => list.map(addressOf).sort().join() === known);
    await probes.listening();
    await this.#heardFromAll(false);
    await this.#moving.end();
    await this.probe();
    await firstValueFrom(unbackedMapOf(client).putAll(entries));
  }

  async #heardFromAll(settled: boolean): Promise<void> {
    const members = (await firstOf(this.client.members$)).map(({ uuid }) => String(uuid));
    await eventually(
      () => this.probes.round(members, settled),
      isFromAll => isFromAll,
    );
  }

  async #join(change: Change): Promise<string> {
    return this.#uuidAt(await apply(change, this.running));
  }

  async #lose(change: Change): Promise<string> {
    const member = await this.#uuidAt(change.index!);
    if (change.kind === 'kill') this.probes.lose(this.#moving.owned.get(member)!);
    await apply(change, this.running);
    return member;
  }

  /** The UUID of the member that is there now. */
  async #uuidAt(index: number): Promise<string> {
    const { address } = this.running.members[index]!;
    const isThere = (member: Member): boolean => addressOf(member) === address;
    const members = await firstOf(this.client.members$, list => list.some(isThere));
    return String(members.find(isThere)!.uuid);
  }

  [Symbol.dispose](): void {
    for (const part of [this.probes, this.membership, this.#moving]) part[Symbol.dispose]();
  }
}
