// A cluster while it runs: the lives of its members, its sides, and every request on its way to a handler.
import type { UUID } from '@hazelrx/protocol';
import { clientAuthentication, clientAuthenticationCustom } from '@hazelrx/protocol/operations';
import { type ClientConfig, type Dial, HazelcastClient } from 'hazelrx';
import type { TestMember } from 'hazelrx/testing';
import { asyncScheduler, interval, type SchedulerLike, Subscription } from 'rxjs';
import { Cluster, type Handler, type Service, type World } from './cluster.js';
import type { EmbeddedCluster } from './embedded-cluster.js';
import { Faults, type FaultySide, type Undo } from './faults.js';
import { EmbeddedMember, type MemberHome } from './member.js';
import type { Network, NetworkOf } from './network.js';
import type { ClusterOptions, MemberConfig } from './options.js';
import { memberLeft, notHere, Refusal } from './refusal.js';
import type { AnyRequest, Link } from './request.js';
import { seeded, uuidFrom } from './seeded.js';

/** Nothing else comes before them. */
const AUTHENTICATIONS = new Set([clientAuthentication.id, clientAuthenticationCustom.id]);
/** How often members look for what has expired, in milliseconds, where the configuration does not say. */
const TICK = 5000;
const TICK_SECONDS = 'hazelcast.internal.map.expiration.task.period.seconds';
/** How often members look for clients that are gone, in milliseconds. */
const CLIENT_CHECK = 10_000;

export class RunningCluster implements EmbeddedCluster, World, MemberHome, FaultySide {
  readonly clusterName: string;
  readonly config: MemberConfig;
  readonly security: ClusterOptions['security'];
  readonly scheduler: SchedulerLike;
  readonly random: () => number;
  readonly faults = new Faults(this);
  /** By index: the latest life of each member. */
  readonly lives: EmbeddedMember[] = [];
  /** One, as long as nothing has split it. The largest first. */
  #sides: Cluster[];
  readonly #handlers = new Map<number, Handler>();
  readonly #living = new Subscription();
  readonly #network: Network;
  /** Requests so far. */
  #met = 0;

  constructor(
    options: ClusterOptions,
    readonly services: readonly Service[],
    networkOf: NetworkOf,
  ) {
    const { seed = 1, partitionCount = 271, config = {}, clock } = options;
    this.random = seeded(seed);
    this.config = config;
    this.security = options.security;
    this.scheduler = clock ?? asyncScheduler;
    this.#sides = [Cluster.ofPartitions(this, partitionCount)];
    this.clusterName = options.clusterName ?? `embedded-${this.#sides[0]!.id.toString().slice(0, 8)}`;
    for (const handler of services.flatMap(({ handlers }) => handlers))
      this.#handlers.set(handler.operation.id, handler);
    this.#network = networkOf((address, transport) =>
      this.lives.find(member => member.address.port === address.port)?.accept(transport),
    );
    if (clock) this.#living.add(clock.watch(() => this.#met));
    this.#every(Number(config.properties?.[TICK_SECONDS] ?? 0) * 1000 || TICK, side =>
      services.forEach(service => service.tick?.(side)),
    );
    this.#every(CLIENT_CHECK, side => side.checkClients());
  }

  #every(millis: number, look: (side: Cluster) => void): void {
    this.#living.add(interval(millis, this.scheduler).subscribe(() => this.#sides.forEach(look)));
  }

  later(millis: number, run: () => void): Undo {
    const timer = this.scheduler.schedule(() => {
      this.#living.remove(timer);
      run();
    }, millis);
    this.#living.add(timer);
    return () => {
      this.#living.remove(timer);
      timer.unsubscribe();
    };
  }

  uuid(): UUID {
    return uuidFrom(this.random);
  }

  get members(): readonly TestMember[] {
    return this.lives.map(({ address, running }) => ({ address: `${address.host}:${address.port}`, running }));
  }

  get addresses(): readonly string[] {
    return this.members.filter(({ running }) => running).map(({ address }) => address);
  }

  member(index: number): EmbeddedMember {
    const member = this.lives[index];
    if (!member) throw new RangeError(`there is no member ${index}`);
    return member;
  }

  get dial(): Dial {
    return this.#network.dial;
  }

  createClient(config: ClientConfig = {}): HazelcastClient {
    const { clusterName, addresses, scheduler, random, dial } = this;
    const full = { clusterName, ...config, network: { clusterMembers: addresses, ...config.network } };
    return new HazelcastClient(full, { dial: () => dial, scheduler, random });
  }

  async addMember(): Promise<number> {
    const address = await this.#network.address();
    const index = this.lives.length;
    this.lives.push(new EmbeddedMember(this, this.uuid(), address));
    await this.#join(index);
    return index;
  }

  async restart(index: number): Promise<void> {
    await this.stop(index);
    this.lives[index] = new EmbeddedMember(this, this.uuid(), this.member(index).address);
    await this.#join(index);
  }

  async #join(index: number): Promise<void> {
    const member = this.member(index);
    // Nothing outlives all members.
    if (this.#sides.every(({ running }) => running.length === 0))
      this.#sides = [Cluster.ofPartitions(this, this.#sides[0]!.partitions.all.length)];
    this.#sides[0]!.join(member);
    await this.#network.listen(member.address);
  }

  async stop(index: number): Promise<void> {
    const member = this.member(index);
    this.#sideOf(member)?.evacuate(member);
    await this.kill(index);
  }

  async kill(index: number): Promise<void> {
    const member = this.member(index);
    const side = this.#sideOf(member);
    if (!side) return;
    const closed = this.#network.close(member.address);
    member.end();
    side.lose([member]);
    await closed;
    // Those killed in the same turn take their copies along.
    side.repair();
  }

  #sideOf(member: EmbeddedMember): Cluster | undefined {
    return this.#sides.find(({ running }) => running.includes(member));
  }

  split(groups: readonly (readonly EmbeddedMember[])[]): Undo {
    const [whole] = this.#sides;
    const named = new Set(groups.flat());
    if (this.#sides.length > 1) throw new RangeError('the cluster is split already');
    if (named.size < groups.flat().length) throw new RangeError('a member is named twice');
    const [first = [], ...others] = groups;
    const rest = whole!.running.filter(member => !named.has(member));
    const parts = [[...first, ...rest], ...others].filter(part => part.length > 0);
    const sides = parts.map((part, i) => (i === 0 ? whole! : whole!.fork(part)));
    for (const [i, side] of sides.entries()) {
      side.lose(side.running.filter(member => !parts[i]!.includes(member)));
      side.repair();
    }
    this.#sides = sides.sort((one, other) => other.running.length - one.running.length);
    return () => this.#heal();
  }

  #heal(): void {
    const [largest, ...others] = this.#sides;
    this.#sides = [largest!];
    for (const side of others) {
      for (const member of side.running) {
        member.end();
        const again = new EmbeddedMember(this, this.uuid(), member.address);
        this.lives[this.lives.indexOf(member)] = again;
        largest!.join(again);
      }
      for (const service of this.services) service.merged?.(side, largest!);
    }
  }

  take(member: EmbeddedMember, request: AnyRequest): void {
    this.#met++;
    const side = this.#sideOf(member);
    if (side) this.faults.meet(request, member, () => this.#toOwner(side, member, request));
  }

  /** A request that came to another member is handed on, as members do. */
  #toOwner(side: Cluster, member: EmbeddedMember, request: AnyRequest): void {
    const owner = side.partitions.all[request.partition]?.owner ?? member;
    const go = (): void => this.#handle(side, member, request);
    if (!owner.holds(go, () => request.refuse(memberLeft()))) go();
  }

  #handle(side: Cluster, member: EmbeddedMember, request: AnyRequest): void {
    if (!request.link.open || !member.running) return;
    try {
      const { id, name } = request.operation;
      if (!request.link.client && !AUTHENTICATIONS.has(id))
        throw new Refusal('AUTHENTICATION', 'this client has not shown who it is');
      const handler = this.#handlers.get(id);
      if (!handler) throw notHere(name);
      const response = handler.handle(request, member, side);
      if (response) request.answer(response as never);
    } catch (error) {
      request.refuse(error instanceof Refusal ? error : new Refusal('HAZELCAST', String(error)));
    }
  }

  left(member: EmbeddedMember, link: Link): void {
    this.#sideOf(member)?.left(link);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#living.unsubscribe();
    for (const index of this.lives.keys()) await this.kill(index);
  }
}
