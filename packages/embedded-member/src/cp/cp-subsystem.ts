// The CP subsystem of one side of a cluster: its groups, and the members that keep them.
import { Serialization } from '@hazelrx/protocol';
import type {
  cpSubsystemAddGroupAvailabilityListener,
  cpSubsystemAddMembershipListener,
} from '@hazelrx/protocol/operations';
import Long from 'long';
import type { Cluster, World } from '../cluster.js';
import { partitionOf } from '../locks/kept-key.js';
import type { EmbeddedMember } from '../member.js';
import { Refusal } from '../refusal.js';
import type { AnyRequest, Request } from '../request.js';
import type { Undo } from '../timers.js';
import { cpConfig } from './cp-config.js';
import { CpGroup, type GroupHome, type GroupId } from './cp-group.js';
import { CpMembers, type Seat, type SeatListener } from './cp-members.js';
import { DEFAULT_GROUP, groupOf } from './group-name.js';

export const MEMBERSHIP = 'CP membership';
export const AVAILABILITY = 'CP group availability';
const ADDED = 1;
const REMOVED = 2;
/** Where requests wait for a majority. */
const PLACE = 'CP majority';
/** The group of the subsystem itself. */
const METADATA: GroupId = { name: 'METADATA', seed: Long.ZERO, id: Long.ZERO };

const strings = new Serialization({});

export class CpSubsystem implements GroupHome, SeatListener {
  readonly members: CpMembers;
  readonly #groups = new Map<string, CpGroup>();
  /** Numbers of groups so far; as on real members, not one after the other. */
  #ids = 0;
  #wasAvailable = true;

  /** `parent`: of what it was a part before the split. */
  constructor(
    readonly cluster: Cluster,
    parent?: CpSubsystem,
  ) {
    this.members = new CpMembers(cluster, cpConfig(this.config)['cp-member-count'], this, parent?.copiedSeats);
    if (!parent) return;
    this.#ids = parent.#ids;
    const isThere = (member: EmbeddedMember): boolean => cluster.running.includes(member);
    for (const [name, group] of parent.#groups) this.#groups.set(name, group.fork(this, isThere));
  }

  get copiedSeats(): readonly Seat[] {
    return this.members.seats.map(seat => ({ ...seat }));
  }

  get config(): World['config'] {
    return this.cluster.world.config;
  }

  get now(): number {
    return this.cluster.now;
  }

  get isAvailable(): boolean {
    return this.members.hasMajority;
  }

  /** Nobody has to agree, and groups are where partitions are. */
  get isUnsafe(): boolean {
    return this.members.wanted === 0;
  }

  later(millis: number, run: () => void): Undo {
    return this.cluster.world.later(millis, run);
  }

  /** The group of an object, made where there is none. */
  groupFor(proxyName: string): GroupId {
    const name = groupOf(proxyName);
    if (this.isUnsafe) return this.#partitionGroup(name === DEFAULT_GROUP ? proxyName : name);
    const found = this.#groups.get(name);
    if (found) return found.id;
    const id: GroupId = { name, seed: Long.ZERO, id: Long.fromNumber((this.#ids += 97)) };
    // The first thing done in a group is the election of its leader.
    this.#groups.set(name, new CpGroup(this, id, 1));
    return id;
  }

  #partitionGroup(name: string): GroupId {
    const { id } = partitionOf(this.cluster, strings.toData(name));
    return { name, seed: Long.ZERO, id: Long.fromNumber(id) };
  }

  group(id: GroupId): CpGroup {
    const key = this.isUnsafe ? `${id.name}/${id.seed.toString()}/${id.id.toString()}` : id.name;
    const found = this.#groups.get(key);
    if (found?.id.id.equals(id.id) && found.id.seed.equals(id.seed)) return found;
    const group = new CpGroup(this, id, 0);
    if (!this.isUnsafe) {
      const className = 'com.hazelcast.cp.exception.CPGroupDestroyedException';
      throw new Refusal('CP_GROUP_DESTROYED_EXCEPTION', group.toString(), className);
    }
    this.#groups.set(key, group);
    return group;
  }

  get groupIds(): readonly GroupId[] {
    const ids = [...this.#groups.values()].map(({ id }) => id);
    return this.isUnsafe ? ids : [METADATA, ...ids];
  }

  /** Runs it when there is a majority, which is now, or when members come back. */
  whenAvailable(request: AnyRequest, member: EmbeddedMember, run: () => object | undefined): object | undefined {
    if (this.isAvailable) return run();
    const attempt = (): boolean => {
      if (this.isAvailable) answerWith(request, run);
      return this.isAvailable;
    };
    member.parking.park(PLACE, { request, partition: -1, attempt, timeout: Infinity, expire: () => {} });
    return undefined;
  }

  /** Members have come or gone. */
  changed(): void {
    if (this.members.wanted > 0) this.members.changed();
    const { isAvailable } = this;
    if (isAvailable && !this.#wasAvailable) {
      for (const group of this.#groups.values()) group.resume();
      for (const { parking } of this.cluster.running) parking.wake(PLACE);
    }
    this.#wasAvailable = isAvailable;
  }

  added(seat: Seat): void {
    this.#tellMembership(seat, ADDED);
  }

  removed(seat: Seat): void {
    this.#tellMembership(seat, REMOVED);
  }

  /** The leader tells. */
  #tellMembership({ uuid, member: { address } }: Seat, type: number): void {
    const [leader] = this.members.present;
    if (!leader) return;
    for (const request of this.cluster.registrations.of(MEMBERSHIP, leader.member))
      (request as Request<typeof cpSubsystemAddMembershipListener>).event('MembershipEvent', {
        member: { uuid, address, autoStepDownWhenLeader: false },
        type,
      });
  }

  /** Every CP member that is left tells of every group. */
  missing(seats: readonly Seat[]): void {
    const told = ({ uuid, member: { address } }: Seat) => ({ uuid, address, autoStepDownWhenLeader: false });
    const event = {
      members: this.members.seats.map(told),
      unavailableMembers: seats.map(told),
      isShutdown: false,
    };
    for (const { member } of this.members.present)
      for (const groupId of this.groupIds)
        for (const request of this.cluster.registrations.of(AVAILABILITY, member))
          (request as Request<typeof cpSubsystemAddGroupAvailabilityListener>).event('GroupAvailabilityEvent', {
            ...event,
            groupId,
          });
  }

  /** Nothing more happens to it. */
  end(): void {
    for (const group of this.#groups.values()) group.end();
    this.#groups.clear();
  }
}

function answerWith(request: AnyRequest, run: () => object | undefined): void {
  try {
    const response = run();
    if (response) request.answer(response as never);
  } catch (error) {
    request.refuse(error instanceof Refusal ? error : new Refusal('HAZELCAST', String(error)));
  }
}

/** Of each side, the oldest first. */
const subsystems = new WeakMap<World, Map<Cluster, CpSubsystem>>();

/** That of a side: its own from the moment of the split, with what there was then. */
export function cpOf(cluster: Cluster): CpSubsystem {
  const all = subsystems.get(cluster.world) ?? new Map<Cluster, CpSubsystem>();
  subsystems.set(cluster.world, all);
  const found = all.get(cluster);
  if (found) return found;
  const parent = [...all.values()].find(other => other.cluster.id.equals(cluster.id));
  const made = new CpSubsystem(cluster, parent);
  all.set(cluster, made);
  return made;
}

/** It is no more, with all its members or in what it was a part of. */
export function endCpOf(cluster: Cluster): void {
  const all = subsystems.get(cluster.world);
  all?.get(cluster)?.end();
  all?.delete(cluster);
}
