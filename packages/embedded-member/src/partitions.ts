// Which member keeps which copy of a partition, and what happens to the copies when members come and go.
import type { EmbeddedMember } from './member.js';

/** A partition has no more copies, whatever its maps are configured to have. */
const MAX_COPIES = 7;

/** One partition: its owner, then its backups, nearest first. */
export class Partition {
  copies: readonly EmbeddedMember[] = [];

  constructor(readonly id: number) {}

  get owner(): EmbeddedMember {
    return this.copies[0]!;
  }
}

export class Partitions {
  readonly all: readonly Partition[];
  /** Of what clients are told. */
  version = 0;

  constructor(count: number) {
    this.all = Array.from({ length: count }, (_, id) => new Partition(id));
  }

  /** Gives the partitions to these members, moving no more than it must. Data moves along. */
  assign(members: readonly EmbeddedMember[]): void {
    const counts = new Map(members.map(member => [member, 0]));
    const most = Math.ceil(this.all.length / members.length);
    const kept = this.all.map(({ copies }) => copies.filter(member => counts.has(member)));
    const takes = (member: EmbeddedMember): boolean => counts.get(member)! < most;
    const owners = kept.map(([first]) => {
      if (!first || !takes(first)) return undefined;
      counts.set(first, counts.get(first)! + 1);
      return first;
    });
    for (const partition of this.all) {
      const survivors = kept[partition.id]!;
      const owner = owners[partition.id] ?? survivors.find(takes) ?? least(members, counts);
      if (!owners[partition.id]) counts.set(owner, counts.get(owner)! + 1);
      const others = members.filter(member => member !== owner);
      const turned = rotated(others, partition.id);
      const backups = [...new Set([...survivors.filter(member => member !== owner), ...turned])];
      this.#move(partition, survivors[0], [owner, ...backups].slice(0, MAX_COPIES));
    }
    this.version++;
  }

  /** `source` has the newest data of those that still have some. */
  #move(partition: Partition, source: EmbeddedMember | undefined, copies: readonly EmbeddedMember[]): void {
    const before = partition.copies;
    partition.copies = copies;
    for (const member of copies)
      if (member !== source && source) member.store.copyPartition(partition.id, source.store);
    for (const [i, member] of copies.entries()) member.store.trim(partition.id, i);
    for (const member of before) if (!copies.includes(member)) member.store.drop(partition.id);
    if (before[0] && before[0] !== copies[0]) before[0].parking.moved(partition.id);
  }
}

function least(members: readonly EmbeddedMember[], counts: ReadonlyMap<EmbeddedMember, number>): EmbeddedMember {
  return members.reduce((one, other) => (counts.get(other)! < counts.get(one)! ? other : one));
}

function rotated<T>(items: readonly T[], by: number): T[] {
  return items.map((_, i) => items[(i + by) % items.length]!);
}
