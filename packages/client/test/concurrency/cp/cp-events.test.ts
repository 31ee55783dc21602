import { UUID } from '@hazelrx/protocol';
import Long from 'long';
import { Subject, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  type CpGroupAvailabilityEvent,
  cpGroupAvailabilityEvent,
  cpMembershipEvent,
  toldOnce,
} from '../../../src/concurrency/cp/cp-events.js';
import type { Signal } from '../../../src/invocation/registration.js';

const member = (port: number) => ({
  uuid: new UUID(1, 2, 3, port),
  address: { host: 'h', port },
  autoStepDownWhenLeader: undefined,
});
const members = [member(1), member(2), member(3)];
const [one, two] = members;
const group = (id: number) => ({ name: 'default', seed: Long.ZERO, id: Long.fromNumber(id) });

describe('what members tell of the CP subsystem', () => {
  it.each([
    [1, 'added'],
    [2, 'removed'],
  ])('is that a member is in it or not any more: %i', (type, told) => {
    expect(cpMembershipEvent({ event: 'MembershipEvent', member: one!, type })).toEqual({ type: told, member: one });
  });

  it('is that a group has lost some of its members, or most of them', () => {
    const event = { event: 'GroupAvailabilityEvent', groupId: group(1), members } as const;
    for (const [unavailableMembers, isShutdown, type] of [
      [[one!], true, 'availabilityDecreased'],
      [[one!, two!], false, 'majorityLost'],
      [members, undefined, 'majorityLost'],
    ] as const)
      expect(cpGroupAvailabilityEvent({ ...event, unavailableMembers: [...unavailableMembers], isShutdown })).toEqual({
        type,
        groupId: group(1),
        members,
        unavailableMembers,
        isShutdown,
      });
    const even = [...members, member(4)];
    const half = { ...event, members: even, unavailableMembers: [one!, two!], isShutdown: false };
    expect(cpGroupAvailabilityEvent(half).type).toBe('majorityLost');
  });
});

describe('what every member tells', () => {
  const decreased = (id: number, unavailableMembers = [one!], all = members): CpGroupAvailabilityEvent => ({
    type: 'availabilityDecreased',
    groupId: group(id),
    members: all,
    unavailableMembers,
    isShutdown: undefined,
  });

  it('is told once, and again when it has happened again', () => {
    const scheduler = new VirtualTimeScheduler();
    const events$ = new Subject<CpGroupAvailabilityEvent | Signal>();
    const told: unknown[] = [];
    const subscription = events$.pipe(toldOnce(scheduler)).subscribe(event => told.push(event));
    const at = (millis: number, ...events: (CpGroupAvailabilityEvent | Signal)[]): number => {
      scheduler.frame = millis;
      for (const event of events) events$.next(event);
      return told.splice(0).length;
    };
    expect(at(0, { type: 'listening' }, { type: 'listening' })).toBe(2);
    expect(at(0, decreased(1), decreased(2), decreased(1), decreased(2))).toBe(2);
    expect(at(1000, decreased(1, [two!]), decreased(1, [two!, one!]), decreased(1, [one!, two!]))).toBe(2);
    expect(at(1000, decreased(1, [one!], members.slice(0, 2)))).toBe(1);
    expect(at(59_999, decreased(1), decreased(2))).toBe(0);
    expect(at(60_000, decreased(1), decreased(2), decreased(1))).toBe(2);
    subscription.unsubscribe();
  });

  it('is told to each who listens', () => {
    const events$ = new Subject<CpGroupAvailabilityEvent>();
    const once$ = events$.pipe(toldOnce(new VirtualTimeScheduler()));
    const told: string[] = [];
    for (const who of ['a', 'b']) once$.subscribe(() => told.push(who));
    events$.next(decreased(1));
    events$.next(decreased(1));
    expect(told).toEqual(['a', 'b']);
  });
});
