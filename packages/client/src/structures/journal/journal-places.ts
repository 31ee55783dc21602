// How far each partition of one journal was handed on, and what may be known of all of them together.
import Long from 'long';
import type { Position } from '../ring-source.js';
import { placeOf } from './checkpoint.js';
import type { JournalCheckpoint, JournalPlace } from './journal-event.js';
import type { JournalItem } from './journal-item.js';

export class JournalPlaces {
  readonly #places: JournalPlace[] = [];

  constructor(readonly map: string) {}

  /** All that this reader had of its partition was handed on. */
  reached(partition: number, position: Position<JournalItem>): void {
    this.#places[partition] = placeOf(position);
  }

  /** Only once every partition has a place. */
  get checkpoint(): JournalCheckpoint {
    return { map: this.map, places: [...this.#places] };
  }
}

/**
 * The room of a journal, which members do not tell: all partitions have the same, so it is at least the most that was ever seen
 * in one. A partition that has fewer than another one had is not full.
 */
export class SeenRoom {
  #most = Long.ONE;

  /** What is known once these bounds are. */
  seen(oldest: Long, newest: Long): Long {
    const size = newest.sub(oldest).add(1);
    if (size.gt(this.#most)) this.#most = size;
    return this.#most;
  }
}
