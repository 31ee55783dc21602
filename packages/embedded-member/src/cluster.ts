// The cluster: its members, who keeps what, and the requests on their way to a handler.
import type { UUID } from '@hazelrx/protocol';
import { clientAuthentication, clientAuthenticationCustom } from '@hazelrx/protocol/operations';
import type { ClientConfig, Dial } from 'hazelrx';
import { HazelcastClient } from 'hazelrx';
import type { TestCluster, TestMember } from 'hazelrx/testing';
import { asyncScheduler, interval, type SchedulerLike, Subscription } from 'rxjs';
import type { ClientLink } from './client-link.js';
import { Faults } from './faults.js';
import type { Handler } from './handler.js';
import { EmbeddedMember } from './member.js';
import type { Network } from './network.js';
import type { ClusterOptions, MemberConfig } from './options.js';
import { Partitions } from './partitions.js';
import { notHere, Refusal } from './refusal.js';
import { Registrations } from './registrations.js';
import type { AnyRequest } from './request.js';
import { seeded, uuidFrom } from './seeded.js';

/** What a service does besides answering. */
export interface Service {
  readonly handlers: readonly Handler[];
  /** Every so often: what time has ended. */
  tick?(cluster: EmbeddedCluster): void;
  /** The last connection of a client ended, and it did not come back in time. */
  clientGone?(cluster: EmbeddedCluster, client: UUID): void;
  /** Members or partitions are not where they were. */
  viewChanged?(cluster: EmbeddedCluster): void;
  destroy?(cluster: EmbeddedCluster, service: string, name: string): void;
}

/** Nothing else comes before them. */
const AUTHENTICATIONS = new Set([clientAuthentication.id, clientAuthenticationCustom.id]);
/** How often members look for what has expired, in milliseconds, where the configuration does not say. */
const TICK = 5000;
/** How often members look for clients that are gone, in milliseconds. */
const CLIENT_CHECK = 10_000;

export class EmbeddedCluster implements TestCluster {
  readonly clusterName: string;
  readonly config: MemberConfig;
  readonly security: ClusterOptions['security'];
  readonly scheduler: SchedulerLike;
  readonly random: () => number;
  readonly faults: Faults;
  readonly partitions: Partitions;
  readonly registrations = new Registrations();
  /** By service and name, as clients have created them. */
  readonly objects = new Map<string, { readonly service: string; readonly name: string }>();
  id: UUID;
  /** The lives of members, by index. */
  #lives: EmbeddedMember[] = [];
  /** Those that run, oldest first. */
  running: readonly EmbeddedMember[] = [];
  memberListVersion = 0;
  readonly #handlers = new Map<number, Handler>();
  readonly #suspects = new Map<string, UUID>();
  readonly #living = new Subscription();
  readonly #services: readonly Service[];
  readonly #network: Network;
  readonly #defaultDial: Dial | undefined;

  constructor(options: ClusterOptions, services: readonly Service[], network: (cluster: EmbeddedCluster) => Network) {
    const { seed = 1, partitionCount = 271, config = {}, scheduler = asyncScheduler } = options;
    this.random = seeded(seed);
    this.id = this.uuid();
    this.clusterName = options.clusterName ?? `embedded-${this.id.toString().slice(0, 8)}`;
    this.config = config;
    this.security = options.security;
    this.scheduler = scheduler;
    this.faults = new Faults(scheduler);
    this.partitions = new Partitions(partitionCount);
    this.#services = services;
    for (const { handlers } of services)
      for (const handler of handlers) this.#handlers.set(handler.operation.id, handler);
    this.#network = network(this);
    this.#defaultDial = this.#network.dial;
    const seconds = Number(config.properties?.['hazelcast.internal.map.expiration.task.period.seconds']) * 1000;
    this.#living.add(interval(seconds || TICK, scheduler).subscribe(() => this.#services.forEach(s => s.tick?.(this))));
    this.#living.add(interval(CLIENT_CHECK, scheduler).subscribe(() => this.#checkClients()));
  }

  uuid(): UUID {
    return uuidFrom(this.random);
  }

  get members(): readonly TestMember[] {
    return this.#lives.map(({ address, running }) => ({ address: `${address.host}:${address.port}`, running }));
  }

  get addresses(): readonly string[] {
    return this.members.filter(({ running }) => running).map(({ address }) => address);
  }

  /** A member by its index, for faults. */
  member(index: number): EmbeddedMember {
    const member = this.#lives[index];
    if (!member) throw new RangeError(`there is no member ${index}`);
    return member;
  }

  /** A client of this cluster, on its time and its chance. `shutdown` it before the cluster ends. */
  createClient(config: ClientConfig = {}): HazelcastClient {
    const { clusterName, addresses, scheduler, random } = this;
    const dial = this.#defaultDial;
    if (!dial) throw new TypeError('clients reach this cluster over TCP: use createClient of hazelrx');
    const full = { clusterName, ...config, network: { clusterMembers: addresses, ...config.network } };
    return new HazelcastClient(full, { dial: () => dial, scheduler, random });
  }

  async addMember(): Promise<number> {
    const member = new EmbeddedMember(this, this.uuid(), await this.#network.address());
    this.#lives.push(member);
    await this.#join(member);
    return this.#lives.length - 1;
  }

  async restart(index: number): Promise<void> {
    await this.stop(index);
    const { address } = this.member(index);
    const member = new EmbeddedMember(this, this.uuid(), address);
    this.#lives[index] = member;
    await this.#join(member);
  }

  async #join(member: EmbeddedMember): Promise<void> {
    // Nothing outlives all members.
    if (this.running.length === 0) this.id = this.uuid();
    await this.#network.listen(member.address);
    this.#show([...this.running, member]);
  }

  /** Its data goes to the others before it leaves. */
  async stop(index: number): Promise<void> {
    const member = this.member(index);
    if (!member.running) return;
    const others = this.running.filter(other => other !== member);
    if (others.length > 0) this.partitions.assign(others);
    await this.kill(index);
  }

  async kill(index: number): Promise<void> {
    const member = this.member(index);
    if (!member.running) return;
    const closed = this.#network.close(member.address);
    member.running = false;
    this.running = this.running.filter(other => other !== member);
    member.end();
    this.#show(this.running);
    await closed;
  }

  #show(members: readonly EmbeddedMember[]): void {
    this.running = members;
    this.memberListVersion++;
    if (members.length > 0) this.partitions.assign(members);
    for (const service of this.#services) service.viewChanged?.(this);
  }

  /** Runs something on the cluster's time, unless the cluster ends first. */
  later(millis: number, run: () => void): void {
    const timer = this.scheduler.schedule(() => {
      this.#living.remove(timer);
      run();
    }, millis);
    this.#living.add(timer);
  }

  /** A request came to a member. */
  take(member: EmbeddedMember, request: AnyRequest): void {
    if (!member.running) return;
    this.faults.meet(request, member, () => this.#handle(member, request));
  }

  #handle(member: EmbeddedMember, request: AnyRequest): void {
    if (!request.link.open || !member.running) return;
    try {
      if (!request.link.client && !AUTHENTICATIONS.has(request.operation.id))
        throw new Refusal('AUTHENTICATION', 'this client has not shown who it is');
      const handler = this.#handlers.get(request.operation.id);
      if (!handler) throw notHere(request.operation.name);
      const response = handler.handle(request, member, this);
      if (response) request.answer(response as never);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      request.refuse(error);
    }
  }

  /** A client's connection to a member ended. */
  left(member: EmbeddedMember, link: ClientLink): void {
    this.registrations.left(link);
    member.parking.forget(request => request.link === link);
    for (const other of this.running) other.parking.forget(request => request.link === link);
  }

  /** The links of a client to a member. */
  linkOf(member: EmbeddedMember, client: UUID | undefined): ClientLink | undefined {
    return [...member.links].find(link => link.client && client?.equals(link.client));
  }

  isConnected(client: UUID): boolean {
    return this.running.some(member => this.linkOf(member, client));
  }

  /** What a client holds is freed when it is away as members look for it. */
  watch(client: UUID): void {
    this.#suspects.set(client.toString(), client);
  }

  #checkClients(): void {
    for (const [id, client] of this.#suspects) {
      if (this.isConnected(client)) continue;
      this.#suspects.delete(id);
      for (const service of this.#services) service.clientGone?.(this, client);
    }
  }

  destroyObject(service: string, name: string): void {
    this.objects.delete(`${service}/${name}`);
    for (const each of this.#services) each.destroy?.(this, service, name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#living.unsubscribe();
    for (const index of this.#lives.keys()) await this.kill(index);
  }
}
