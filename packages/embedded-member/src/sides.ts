// The parts that a cluster has fallen into: one, as long as nothing has split it.
import { Cluster, type World } from './cluster.js';
import type { EmbeddedMember } from './member.js';
import type { Undo } from './timers.js';

export class Sides {
  /** The largest first; those without a member are forgotten, unless there is no other. */
  all: readonly Cluster[];
  /** The latest split, until it is healed. */
  #split: symbol | undefined;

  constructor(
    readonly world: World,
    readonly partitionCount: number,
  ) {
    this.all = [Cluster.ofPartitions(world, partitionCount)];
  }

  get largest(): Cluster {
    return this.all[0]!;
  }

  /** Undefined for a member that is not in yet, or not any more. */
  of(member: EmbeddedMember): Cluster | undefined {
    return this.all.find(({ running }) => running.includes(member));
  }

  join(member: EmbeddedMember): void {
    // Nothing outlives all members.
    if (this.largest.running.length === 0) this.all = [Cluster.ofPartitions(this.world, this.partitionCount)];
    this.largest.join(member);
  }

  /** Gone, with what they had. */
  lose(members: readonly EmbeddedMember[]): void {
    for (const side of this.all) {
      const lost = members.filter(member => side.running.includes(member));
      if (lost.length > 0) side.lose(lost);
    }
    this.#sort(this.all);
  }

  #sort(sides: readonly Cluster[]): void {
    const living = sides.filter(({ running }) => running.length > 0);
    if (living.length > 0) this.all = living.toSorted((one, other) => other.running.length - one.running.length);
  }

  /** Those named in no group stay with the first. `reborn` starts a member again that comes back to the largest side. */
  split(groups: readonly (readonly EmbeddedMember[])[], reborn: (member: EmbeddedMember) => EmbeddedMember): Undo {
    const named = groups.flat();
    if (this.all.length > 1) throw new RangeError('the cluster is split already');
    if (new Set(named).size < named.length) throw new RangeError('a member is named twice');
    const whole = this.largest;
    // Who waits asks again, on its own side.
    for (const { parking } of whole.running) parking.moved();
    const [, ...apart] = groups.map(group => group.filter(member => whole.running.includes(member)));
    const forks = apart.filter(group => group.length > 0).map(group => whole.fork(group));
    whole.lose(apart.flat());
    whole.repair();
    this.#sort([whole, ...forks]);
    const split = (this.#split = Symbol('split'));
    return () => {
      if (this.#split === split) this.#heal(reborn);
    };
  }

  #heal(reborn: (member: EmbeddedMember) => EmbeddedMember): void {
    this.#split = undefined;
    const [largest, ...others] = this.all;
    this.all = [largest!];
    for (const side of others) {
      for (const member of side.running) {
        member.end();
        largest!.join(reborn(member));
      }
      for (const service of this.world.services) service.merged?.(side, largest!);
    }
  }
}
