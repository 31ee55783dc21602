// The members that see each other, and what they share. Handlers work with it.
import type { AnyOperation, UUID } from '@hazelrx/protocol';
import type { SchedulerLike } from 'rxjs';
import { KeptSchemas } from './kept-schemas.js';
import type { EmbeddedMember } from './member.js';
import type { ClusterOptions, MemberConfig } from './options.js';
import { type Moves, movesOf } from './moves.js';
import { Partitions } from './partitions.js';
import { Registrations } from './registrations.js';
import type { Answer, AnyRequest, Link, Request } from './request.js';
import type { Undo } from './timers.js';

/** What there is once, however many sides a cluster has fallen into. */
export interface World {
  readonly clusterName: string;
  readonly config: MemberConfig;
  readonly security: ClusterOptions['security'];
  readonly services: readonly Service[];
  readonly scheduler: SchedulerLike;
  /** Runs something after milliseconds, however many, unless the world ends first. The returned function forgets it. */
  later(millis: number, run: () => void): Undo;
  uuid(): UUID;
}

/** A row of the table with what a member does for it. */
export interface Handler {
  readonly operation: AnyOperation;
  /** `member` got the request. Undefined: it is answered later, or has been. */
  handle(request: AnyRequest, member: EmbeddedMember, cluster: Cluster): object | undefined;
}

/** One structure, or another part of what members do. */
export interface Service {
  readonly handlers: readonly Handler[];
  /** Every so often: what time has ended. */
  tick?(cluster: Cluster): void;
  /** A connection of a client ended; its member may be ending, too. */
  left?(cluster: Cluster, link: Link): void;
  /** The last connection of a client ended, and it did not come back in time. */
  clientGone?(cluster: Cluster, client: UUID): void;
  /** A member ends on purpose: what only it has goes to the others. */
  leaving?(cluster: Cluster, member: EmbeddedMember): void;
  /** Members or partitions are not where they were. */
  viewChanged?(cluster: Cluster): void;
  /** Copies of partitions are elsewhere now. */
  moved?(cluster: Cluster, moves: Moves): void;
  created?(cluster: Cluster, service: string, name: string): void;
  /** Nothing is to be left of it. `existed`: a client had created it. */
  destroyed?(cluster: Cluster, service: string, name: string, existed: boolean): void;
  /** Some members go on by themselves, with what they have. */
  forked?(side: Cluster): void;
  /** The members of `from` have come back, empty: what they had that `into` has not. */
  merged?(from: Cluster, into: Cluster): void;
}

export function on<O extends AnyOperation>(
  operation: O,
  handle: (request: Request<O>, member: EmbeddedMember, cluster: Cluster) => Answer<O> | undefined,
): Handler {
  return { operation, handle };
}

/** What a side begins with. */
interface Parts {
  readonly id: UUID;
  readonly partitions: Partitions;
  readonly registrations: Registrations;
  /** Structures as clients have created them, by service and name. */
  readonly objects: Map<string, { readonly service: string; readonly name: string }>;
  readonly schemas: KeptSchemas;
  readonly memberListVersion: number;
}

export class Cluster {
  /** Oldest first. */
  running: readonly EmbeddedMember[] = [];
  /** Clients that hold something, by id. */
  readonly #watched = new Map<string, UUID>();
  readonly id: UUID;
  readonly partitions: Partitions;
  readonly registrations: Registrations;
  readonly objects: Parts['objects'];
  readonly schemas: KeptSchemas;
  memberListVersion: number;

  constructor(
    readonly world: World,
    parts: Parts,
  ) {
    this.id = parts.id;
    this.partitions = parts.partitions;
    this.registrations = parts.registrations;
    this.objects = parts.objects;
    this.schemas = parts.schemas;
    this.memberListVersion = parts.memberListVersion;
  }

  static ofPartitions(world: World, count: number): Cluster {
    return new Cluster(world, {
      id: world.uuid(),
      partitions: Partitions.ofCount(count),
      registrations: new Registrations(),
      objects: new Map(),
      schemas: new KeptSchemas(),
      memberListVersion: 0,
    });
  }

  get now(): number {
    return this.world.scheduler.now();
  }

  /** Comes in with what it has, which is nothing, and gets its share of the partitions. */
  join(member: EmbeddedMember): void {
    this.#become([...this.running, member]);
    this.repair();
  }

  /** Its data goes to the others, as long as there are some. */
  evacuate(member: EmbeddedMember): void {
    const others = this.running.filter(other => other !== member);
    if (others.length === 0) return;
    for (const service of this.world.services) service.leaving?.(this, member);
    this.#moving(() => this.partitions.balance(others));
  }

  /** They are gone, with what they had: the nearest backups take over. */
  lose(members: readonly EmbeddedMember[]): void {
    this.#become(this.running.filter(member => !members.includes(member)));
    if (this.running.length > 0) this.#moving(() => this.partitions.promote(this.running));
    this.#tellView();
  }

  /** There are as many copies of everything again as there are to be. */
  repair(): void {
    if (this.running.length > 0) this.#moving(() => this.partitions.balance(this.running));
    this.#tellView();
  }

  /** Members that do not see the others any more go on by themselves, with the copies they have. */
  fork(members: readonly EmbeddedMember[]): Cluster {
    const { id, partitions, objects, schemas, memberListVersion } = this;
    const registrations = this.registrations.moveOut(members);
    const side = new Cluster(this.world, {
      id,
      partitions: partitions.fork(),
      registrations,
      objects: new Map(objects),
      schemas: new KeptSchemas(schemas),
      memberListVersion,
    });
    side.running = this.running;
    for (const [key, client] of this.#watched) side.#watched.set(key, client);
    side.lose(side.running.filter(member => !members.includes(member)));
    side.repair();
    for (const service of this.world.services) service.forked?.(side);
    return side;
  }

  #moving(move: () => void): void {
    const before = this.partitions.all.map(({ copies }) => copies);
    move();
    const moves = movesOf(before, this.partitions, this.running);
    for (const service of this.world.services) service.moved?.(this, moves);
  }

  #become(members: readonly EmbeddedMember[]): void {
    this.running = members;
    this.memberListVersion++;
  }

  #tellView(): void {
    for (const service of this.world.services) service.viewChanged?.(this);
  }

  /** The connection of a client to a member. */
  isConnected(client: UUID): boolean {
    return this.running.some(member => member.linkOf(client));
  }

  /** What a client holds is freed when it is away as members look for it. */
  watch(client: UUID): void {
    this.#watched.set(client.toString(), client);
  }

  /** Frees what clients held that are not connected now. */
  checkClients(): void {
    for (const [key, client] of this.#watched) {
      if (this.isConnected(client)) continue;
      this.#watched.delete(key);
      for (const service of this.world.services) service.clientGone?.(this, client);
    }
  }

  /** A client's connection ended. */
  left(link: Link): void {
    this.registrations.left(link);
    for (const { parking } of this.running) parking.forget(request => request.link === link);
    for (const service of this.world.services) service.left?.(this, link);
  }

  create(service: string, name: string): void {
    const key = `${service}/${name}`;
    if (this.objects.has(key)) return;
    this.objects.set(key, { service, name });
    for (const each of this.world.services) each.created?.(this, service, name);
  }

  destroy(service: string, name: string): void {
    const existed = this.objects.delete(`${service}/${name}`);
    for (const each of this.world.services) each.destroyed?.(this, service, name, existed);
    for (const { stores } of this.running) stores.destroy(service, name);
  }
}
