import type { LiveChange } from 'hazelrx';
import { type Recording } from '../../support/recording.js';

/** A change as a text: `key=value<old`, `-key<old`, or the entries of a snapshot in brackets, sorted. */
export function asText<K extends number | string, V extends number | string>(change: LiveChange<K, V>): string {
  if (change.type === 'snapshot') {
    return `[${change.entries
      .map(([key, value]) => `${key}=${value}`)
      .toSorted(inOrder)
      .join(' ')}]`;
  }
  const { key, oldValue } = change;
  const before = oldValue === null ? '' : `<${oldValue}`;
  return change.type === 'remove' ? `-${key}${before}` : `${key}=${change.value}${before}`;
}

/** Resolves when the last collection has these entries. */
export async function untilHas<K, V>(view: Recording<ReadonlyMap<K, V>>, entries: Iterable<[K, V]>): Promise<void> {
  const wanted = contentOf(entries);
  await view.until(items => items.length > 0 && contentOf(items.at(-1)!) === wanted);
}

function contentOf(entries: Iterable<unknown>): string {
  return Array.from(entries, entry => JSON.stringify(entry))
    .toSorted(inOrder)
    .join();
}

function inOrder(one: string, other: string): number {
  return one < other ? -1 : 1;
}
