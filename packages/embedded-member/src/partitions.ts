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

  /** Gives the partitions to these members, moving no more than it must. Data moves along. */
  balance(members: readonly EmbeddedMember[]): void {
    const owners = this.#owners(members);
    for (const partition of this.all) {
      const owner = owners[partition.id]!;
      const kept = partition.copies.filter(member => member !== owner && members.includes(member));
      const others = rotated(members, partition.id).filter(member => member !== owner);
      const copies = [...new Set([owner, ...kept, ...others])].slice(0, MAX_COPIES);
      this.#move(partition, copies, members);
    }
    this.version++;
  }

  /** By partition: those who own it, or have a copy, before the others; none has more than one above another. */
  #owners(members: readonly EmbeddedMember[]): EmbeddedMember[] {
    const counts = new Map(members.map(member => [member, 0]));
    const share = Math.floor(this.all.length / members.length);
    let larger = this.all.length % members.length;
    const take = (member: EmbeddedMember | undefined): EmbeddedMember | undefined => {
      const count = member && counts.get(member);
      if (count === undefined || count > share || (count === share && larger === 0)) return undefined;
      if (count === share) larger--;
      counts.set(member!, count + 1);
      return member;
    };
    const stay = this.all.map(({ owner }) => take(owner));
    return this.all.map(({ id, copies }) => stay[id] ?? copies.find(copy => take(copy)) ?? members.find(take)!);
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

function rotated<T>(items: readonly T[], by: number): T[] {
  return items.map((_, i) => items[(i + by) % items.length]!);
}
