import type { TestCluster } from 'hazelrx/testing';

const FEWEST = 2;
const MOST = 4;
/** Addresses that members have, one after the other. */
const PLACES = 6;

export type Kind = 'join' | 'leave' | 'kill';

/** What is to happen to one member. */
export interface Change {
  readonly kind: Kind;
  /** The member's index, or undefined for a new one. */
  readonly index: number | undefined;
}

/** Any that leaves as many members as there should be. Who joins is new, or takes the place of one that is gone. */
export function nextChange(running: TestCluster, random: () => number): Change {
  const oneOf = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  const indexes = (isRunning: boolean): number[] =>
    running.members.flatMap((member, index) => (member.running === isRunning ? [index] : []));
  const here = indexes(true);
  const gone: (number | undefined)[] = indexes(false);
  if (running.members.length < PLACES) gone.push(undefined);
  const kinds: Kind[] = [];
  if (here.length < MOST) kinds.push('join');
  if (here.length > FEWEST) kinds.push('leave', 'kill');
  const kind = oneOf(kinds);
  return { kind, index: oneOf(kind === 'join' ? gone : here) };
}

/** Resolves with the index of the member, when it is there or gone. */
export async function apply({ kind, index }: Change, running: TestCluster): Promise<number> {
  if (index === undefined) return running.addMember();
  if (kind === 'join') await running.restart(index);
  else if (kind === 'leave') await running.stop(index);
  else await running.kill(index);
  return index;
}
