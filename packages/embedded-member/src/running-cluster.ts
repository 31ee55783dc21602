// A cluster while it runs: the lives of its members, and every request on its way to a handler.
import type { UUID } from '@hazelrx/protocol';
import { clientAuthentication, clientAuthenticationCustom } from '@hazelrx/protocol/operations';
import { type ClientConfig, type Dial, HazelcastClient } from 'hazelrx';
import { atEndOfTurn } from 'hazelrx/internal';
import type { TestMember } from 'hazelrx/testing';
import { asyncScheduler, type SchedulerLike } from 'rxjs';
import type { Handler, Service, World } from './cluster.js';
import type { EmbeddedCluster } from './embedded-cluster.js';
import { FaultScript, type FaultySide } from './faults.js';
import { EmbeddedMember, type MemberHome } from './member.js';
import type { Network, NetworkOf } from './network.js';
import type { ClusterOptions, MemberConfig } from './options.js';
import { memberLeft, notHere, Refusal } from './refusal.js';
import type { AnyRequest, Link } from './request.js';
import { seeded, uuidFrom } from './seeded.js';
import { Sides } from './sides.js';
import { Timers, type Undo } from './timers.js';

/** Nothing else comes before them. */
const AUTHENTICATIONS = new Set([clientAuthentication.id, clientAuthenticationCustom.id]);
/** How often members look for what has expired, in milliseconds, where the configuration does not say. */
const TICK = 5000;
const TICK_SECONDS = 'hazelcast.internal.map.expiration.task.period.seconds';
/** How often members look for clients that are gone, in milliseconds. */
const CLIENT_CHECK = 10_000;

function turn(): Promise<void> {
  return new Promise(resolve => void atEndOfTurn(resolve));
}

export class RunningCluster implements EmbeddedCluster, World, MemberHome, FaultySide {
  readonly clusterName: string;
  readonly config: MemberConfig;
  readonly security: ClusterOptions['security'];
  readonly scheduler: SchedulerLike;
  readonly random: () => number;
  readonly faults = new FaultScript(this);
  /** By index: the latest life of each member. */
  readonly lives: EmbeddedMember[] = [];
  readonly #sides: Sides;
  readonly #handlers = new Map<number, Handler>();
  readonly #timers: Timers;
  readonly #network: Network;
  /** Ends of members under way, by index. */
  readonly #ends = new Map<number, Promise<void>>();
  /** The latest of each member, so that they come one after the other. */
  readonly #restarts = new Map<number, Promise<void>>();
  /** Requests so far. */
  #met = 0;
  readonly #unwatch: Undo | undefined;

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
    this.#unwatch = clock?.watch(() => this.#met);
    this.#timers = new Timers(this.scheduler);
    this.#sides = new Sides(this, partitionCount);
    this.clusterName = options.clusterName ?? `embedded-${this.#sides.largest.id.toString().slice(0, 8)}`;
    for (const handler of services.flatMap(({ handlers }) => handlers))
      this.#handlers.set(handler.operation.id, handler);
    this.#network = networkOf((address, transport) =>
      this.lives.find(member => member.address.port === address.port && this.#sides.of(member))?.accept(transport),
    );
    const tick = Number(config.properties?.[TICK_SECONDS] ?? 0) * 1000 || TICK;
    this.#timers.every(tick, () => {
      for (const side of this.#sides.all) for (const service of services) service.tick?.(side);
    });
    this.#timers.every(CLIENT_CHECK, () => {
      for (const side of this.#sides.all) side.checkClients();
    });
  }

  later(millis: number, run: () => void): Undo {
    return this.#timers.later(millis, run);
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
    const { clusterName, members, scheduler, random, dial } = this;
    const network = { clusterMembers: members.map(({ address }) => address), ...config.network };
    return new HazelcastClient({ clusterName, ...config, network }, { dial: () => dial, scheduler, random });
  }

  async addMember(): Promise<number> {
    const address = await this.#network.address();
    if (this.#timers.ended) await this.#network.close(address);
    this.#refuseEnded();
    const index = this.lives.push(new EmbeddedMember(this, this.uuid(), address)) - 1;
    await this.#start(index);
    return index;
  }

  restart(index: number): Promise<void> {
    const before = this.#restarts.get(index);
    const restarted = before ? before.then(() => this.#restart(index)) : this.#restart(index);
    const over = restarted
      .catch(() => {})
      .finally(() => {
        if (this.#restarts.get(index) === over) this.#restarts.delete(index);
      });
    this.#restarts.set(index, over);
    return restarted;
  }

  async #restart(index: number): Promise<void> {
    await this.stop(index);
    this.lives[index] = new EmbeddedMember(this, this.uuid(), this.member(index).address);
    await this.#start(index);
  }

  /** Whoever ends it meanwhile is obeyed. */
  async #start(index: number): Promise<void> {
    const member = this.member(index);
    try {
      await this.#network.listen(member.address);
      this.#refuseEnded();
      if (member.running) return this.#sides.join(member);
    } catch (error) {
      member.running = false;
      await this.#network.close(member.address);
      throw error;
    }
    await this.#network.close(member.address);
  }

  #refuseEnded(): void {
    if (this.#timers.ended) throw new Error('the cluster has ended');
  }

  /** Its data goes to the others, what it has answered leaves, and then it ends. */
  async stop(index: number): Promise<void> {
    const member = this.member(index);
    const side = this.#sides.of(member);
    side?.evacuate(member);
    await this.#end(index, async () => {
      await turn();
      await turn();
    });
  }

  async kill(index: number): Promise<void> {
    await this.#end(index, undefined);
  }

  /** Whoever asks for its end meanwhile waits for it. `last`: what comes before its connections end. */
  #end(index: number, last: (() => Promise<void>) | undefined): Promise<void> {
    const member = this.member(index);
    const side = this.#sides.of(member);
    member.running = false;
    if (!side) return this.#ends.get(index) ?? Promise.resolve();
    const ended = this.#ending(member, last)
      // Those killed in the same turn take their copies along.
      .then(() => side.repair())
      .finally(() => this.#ends.delete(index));
    this.#ends.set(index, ended);
    return ended;
  }

  async #ending(member: EmbeddedMember, last: (() => Promise<void>) | undefined): Promise<void> {
    if (!last) member.end();
    this.#sides.lose([member]);
    await last?.();
    const closed = this.#network.close(member.address);
    member.end();
    await closed;
  }

  split(groups: readonly (readonly EmbeddedMember[])[]): Undo {
    return this.#sides.split(groups, ({ address }) => {
      const again = new EmbeddedMember(this, this.uuid(), address);
      this.lives[this.lives.findIndex(member => member.address === address)] = again;
      return again;
    });
  }

  take(member: EmbeddedMember, request: AnyRequest): void {
    this.#met++;
    this.faults.meet(request, member, () => this.#toOwner(member, request));
  }

  /** A request that came to another member is handed on, as members do. */
  #toOwner(member: EmbeddedMember, request: AnyRequest): void {
    const owner = this.#sides.of(member)?.partitions.all[request.partition]?.owner ?? member;
    const again = (): void => this.#toOwner(member, request);
    if (!owner.holds(again, () => request.refuse(memberLeft()))) this.#handle(member, request);
  }

  #handle(member: EmbeddedMember, request: AnyRequest): void {
    if (!request.link.open) return;
    const side = this.#sides.of(member);
    try {
      if (!side) throw memberLeft();
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
    this.#sides.of(member)?.left(link);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#timers.end();
    this.#unwatch?.();
    const closing = this.lives.map(({ address }) => this.#network.close(address));
    for (const member of this.lives) member.end();
    this.#sides.lose(this.lives);
    await Promise.all([...closing, ...this.#ends.values()]);
  }
}
