// What became of the copies of partitions between two moments.
import type { EmbeddedMember } from './member.js';
import type { Partitions } from './partitions.js';

/** A member keeps a copy that it did not keep, or owns what it kept for another. */
export interface Move {
  readonly partition: number;
  /** 0 for the owner. */
  readonly place: number;
  /** Undefined where it was that of a member which is gone, or nobody's. */
  readonly source: EmbeddedMember | undefined;
  readonly destination: EmbeddedMember;
}

/** A partition whose owner is gone, with what only that, and the nearest backups that went with it, had. */
export interface Loss {
  readonly partition: number;
  readonly lostBackups: number;
  readonly owner: EmbeddedMember;
}

export interface Moves {
  readonly moves: readonly Move[];
  readonly losses: readonly Loss[];
}

type Copies = readonly EmbeddedMember[];

/** `before`: by partition; those that nobody had yet did not move. */
export function movesOf(before: readonly Copies[], after: Partitions, running: readonly EmbeddedMember[]): Moves {
  const moves: Move[] = [];
  const losses: Loss[] = [];
  for (const { id: partition, copies, owner, places } of after.all) {
    const had = before[partition]!;
    // What takes over has what it was made for, also where others were to take over before it, and are gone, too.
    if (had[0] && !running.includes(had[0]))
      losses.push({ partition, lostBackups: (places.get(owner) ?? had.length) - 1, owner });
    for (const [place, destination] of had.length > 0 ? copies.entries() : []) {
      const source = had[place];
      const isNew = place === 0 ? source !== destination : !had.includes(destination);
      if (isNew)
        moves.push({ partition, place, source: source && running.includes(source) ? source : undefined, destination });
    }
  }
  return { moves, losses };
}
