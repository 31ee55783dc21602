// Orders of the user's own, by which pages are sorted.
import type { Data } from '@hazelrx/protocol';
import { classCast, failureOf } from '../processors/failure.js';
import type { Objects } from '../processors/member-objects.js';
import type { EntryOrder } from './paging.js';
import type { QueriedEntry } from './queried-entry.js';

/** An entry, as members read it for a comparator. */
export interface ComparedEntry<K = unknown, V = unknown> {
  readonly key: K;
  readonly value: V;
}

/** What an object has to be, once members have read it, to order the entries of a paging predicate. */
export interface EntryComparator<K = unknown, V = unknown> {
  /** Below 0 where `one` comes first. */
  compare(one: ComparedEntry<K, V>, other: ComparedEntry<K, V>): number;
}

/** Throws for what is none. */
export function comparatorOf(objects: Objects, data: Data): EntryOrder {
  const object = objects.read(data) as Partial<EntryComparator> | null;
  if (typeof object?.compare !== 'function') throw classCast(object, 'java.util.Comparator');
  const comparator = object as EntryComparator;
  const read = new WeakMap<QueriedEntry, ComparedEntry>();
  const compared = (entry: QueriedEntry): ComparedEntry => {
    let one = read.get(entry);
    if (!one) {
      one = { key: objects.read(entry.keyData), value: entry.valueData && objects.read(entry.valueData) };
      read.set(entry, one);
    }
    return one;
  };
  return (one, other) => {
    try {
      return comparator.compare(compared(one), compared(other));
    } catch (error) {
      throw failureOf(error);
    }
  };
}
