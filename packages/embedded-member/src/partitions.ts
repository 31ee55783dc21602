// Which member keeps which copy of a partition, and what happens to the copies when members come and go.
import type { EmbeddedMember } from './member.js';

/** A partition has no more copies, whatever its structures are configured to have. */
const MAX_COPIES = 7;

/** One partition: its owner, then its backups, nearest first. */
export class Partition {
  /** The place that each copy was made for: farther ones hold less. A backup that takes over has no more than before. */
  readonly places = new Map<EmbeddedMember, number>();

  constructor(
    readonly id: number,
    public copies: readonly EmbeddedMember[] = [],
  ) {}

  fork(): Partition {
    const fork = new Partition(this.id, this.copies);
    for (const [member, place] of this.places) fork.places.set(member, place);
    return fork;
  }

  get owner(): EmbeddedMember {
    return this.copies[0]!;
  }
}

export class Partitions {
  /** `version`: of what clients are told. */
  constructor(
    readonly all: readonly Partition[],
    public version = 0,
  ) {}

  static ofCount(count: number): Partitions {
    return new Partitions(Array.from({ length: count }, (_, id) => new Partition(id)));
  }

  /** The same copies, to go its own way from now on. */
  fork(): Partitions {
    return new Partitions(
      this.all.map(partition => partition.fork()),
      this.version,
    );
  }

  /** The nearest backup of what others owned takes its place. Where no copy is left, somebody begins with nothing. */
  promote(members: readonly EmbeddedMember[]): void {
    for (const partition of this.all) {
      const left = partition.copies.filter(member => members.includes(member));
      partition.copies = left.length > 0 ? left : [members[partition.id % members.length]!];
    }
    this.version++;
  }

  /**
   * Gives the partitions to these members, one place after the other: each stays where it is unless that has more than one
   * above another. Data moves along.
   */
  balance(members: readonly EmbeddedMember[]): void {
    const copies: EmbeddedMember[][] = this.all.map(() => []);
    for (let place = 0; place < Math.min(members.length, MAX_COPIES); place++) {
      const candidates = this.all.map(partition =>
        [...new Set([...partition.copies, ...members])].filter(
          member => members.includes(member) && !copies[partition.id]!.includes(member),
        ),
      );
      for (const [id, member] of level(candidates, this.all.length / members.length).entries())
        copies[id]!.push(member);
    }
    for (const partition of this.all) this.#move(partition, copies[partition.id]!, members);
    this.version++;
  }

  #move(partition: Partition, copies: readonly EmbeddedMember[], members: readonly EmbeddedMember[]): void {
    const before = partition.copies;
    const [source] = before;
    partition.copies = copies;
    for (const [place, member] of copies.entries()) {
      const was = partition.places.get(member) ?? Infinity;
      if (source && member !== source && was > place) member.stores.copyFrom(source.stores, partition.id, place);
      else member.stores.trim(partition.id, place);
      partition.places.set(member, place);
    }
    for (const member of partition.places.keys()) {
      if (copies.includes(member)) continue;
      partition.places.delete(member);
      if (members.includes(member)) member.stores.drop(partition.id);
    }
    if (source && source !== copies[0]) source.parking.moved(partition.id);
  }
}

/** One of each: the first, unless it has more than its share, and another one has less. */
function level<T extends object>(candidates: readonly (readonly T[])[], share: number): T[] {
  const chosen = candidates.map(([first]) => first!);
  const counts = new Map<T, number>();
  const count = (one: T): number => counts.get(one) ?? 0;
  for (const one of chosen) counts.set(one, count(one) + 1);
  for (let changed = true; changed;) {
    changed = false;
    for (const [i, all] of candidates.entries()) {
      const before = chosen[i]!;
      const least = all.reduce((one, other) => (count(other) < count(one) ? other : one));
      if (count(before) <= share || count(least) + 1 >= count(before)) continue;
      chosen[i] = least;
      counts.set(before, count(before) - 1);
      counts.set(least, count(least) + 1);
      changed = true;
    }
  }
  return chosen;
}
