// What members tell of the CP subsystem.
import type { EventOf } from '@hazelrx/protocol';
import type {
  cpSubsystemAddGroupAvailabilityListener,
  cpSubsystemAddMembershipListener,
} from '@hazelrx/protocol/operations';
import { defer, filter, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import type { Signal } from '../../invocation/registration.js';
import { groupKey, type RaftGroupId } from './cp-group.js';

type MembershipOnTheWire = EventOf<typeof cpSubsystemAddMembershipListener>;
type AvailabilityOnTheWire = EventOf<typeof cpSubsystemAddGroupAvailabilityListener>;

/** A member of the CP subsystem. Its UUID there is not the one it has in the cluster. */
export type CpMember = MembershipOnTheWire['member'];

/** A member has been made one of the CP subsystem, or is one no more. */
export interface CpMembershipEvent {
  readonly type: 'added' | 'removed';
  readonly member: CpMember;
}

/** A CP group has lost a member, for now or for good; without a majority of them none of its objects can be used. */
export interface CpGroupAvailabilityEvent {
  readonly type: 'availabilityDecreased' | 'majorityLost';
  readonly groupId: RaftGroupId;
  /** All, also the unavailable ones. */
  readonly members: readonly CpMember[];
  readonly unavailableMembers: readonly CpMember[];
  /** Whether that is because they were shut down. Undefined where members do not say, as those before 5.4. */
  readonly isShutdown: boolean | undefined;
}

const ADDED = 1;

export function cpMembershipEvent({ type, member }: MembershipOnTheWire): CpMembershipEvent {
  return { type: type === ADDED ? 'added' : 'removed', member };
}

export function cpGroupAvailabilityEvent({
  groupId,
  members,
  unavailableMembers,
  isShutdown,
}: AvailabilityOnTheWire): CpGroupAvailabilityEvent {
  const available = members.length - unavailableMembers.length;
  const type = available > members.length / 2 ? 'availabilityDecreased' : 'majorityLost';
  return { type, groupId, members, unavailableMembers, isShutdown };
}

/** Milliseconds within which all members have told. */
const TELLING = 60_000;

/** Every member that is left tells the same of a group, at about the same time: passes the first of them on. */
export function toldOnce<T extends CpGroupAvailabilityEvent | Signal>(
  scheduler: SchedulerLike,
): MonoTypeOperatorFunction<T> {
  return events$ =>
    defer(() => {
      const told = new Map<string, number>();
      return events$.pipe(filter(event => !('groupId' in event) || isNew(event, told, scheduler.now())));
    });
}

function isNew(event: CpGroupAvailabilityEvent, told: Map<string, number>, now: number): boolean {
  for (const [key, at] of told) if (now - at >= TELLING) told.delete(key);
  const key = `${groupKey(event.groupId)} ${uuids(event.members)} ${uuids(event.unavailableMembers)}`;
  if (told.has(key)) return false;
  told.set(key, now);
  return true;
}

function uuids(members: readonly CpMember[]): string {
  return members
    .map(({ uuid }) => uuid.toString())
    .sort()
    .join();
}
