// Pages of entries in order. An anchor is the last entry of a page that was read: the next ones begin behind it.
import type { Data } from '@hazelrx/protocol';
import { compareSameClass, isComparable } from './compare.js';
import { illegalArgument } from './java-error.js';
import { javaHash } from './java-hash.js';
import { classOfFound, type QueriedEntry } from './queried-entry.js';

export type EntryOrder = (one: QueriedEntry, other: QueriedEntry) => number;

interface Anchor {
  readonly page: number;
  readonly entry: QueriedEntry;
}

interface Paging {
  readonly pageSize: number;
  readonly page: number;
  readonly order: EntryOrder;
  readonly anchors: readonly Anchor[];
}

export interface Anchors {
  readonly anchorPageList: number[];
  readonly anchorDataList: [Data, Data][];
}

const ITERATIONS: readonly ((entry: QueriedEntry) => unknown)[] = [
  entry => entry.key,
  entry => entry.value,
  entry => entry.key,
];

/** Of keys, values or entries, which are in the order of their keys; or by a comparator. Then by the hash of the key. */
export function orderOf(iterationType: number, comparator?: EntryOrder): EntryOrder {
  const of = ITERATIONS[iterationType];
  if (!of) throw illegalArgument(`unknown id:${iterationType}`);
  const order: EntryOrder =
    comparator ?? ((one, other) => compareSameClass(comparable(of(one)), comparable(of(other))));
  return (one, other) => order(one, other) || javaHash(one.key) - javaHash(other.key);
}

function comparable(value: unknown): unknown {
  if (isComparable(value)) return value;
  throw illegalArgument(`Not comparable ${classOfFound(value)}`);
}

/** One page of the entries, and all anchors there are now. */
export function pageOf(
  entries: readonly QueriedEntry[],
  paging: Paging,
): { readonly found: readonly QueriedEntry[]; readonly anchors: readonly Anchor[] } {
  const { pageSize, page, order, anchors } = paging;
  const nearest = nearestOf(paging);
  const nearestPage = nearest?.page ?? -1;
  const wanted = pageSize * (page - nearestPage);
  const left = entries.filter(entry => !nearest || order(nearest.entry, entry) < 0).toSorted(order);
  if (left.length > 0 && wanted < 0) throw illegalArgument(`fromIndex(0) > toIndex(${wanted})`);
  const sorted = left.slice(0, wanted);
  const begin = wanted - pageSize;
  if (sorted.length === 0 || begin > sorted.length) return { found: [], anchors };
  return { found: sorted.slice(Math.max(0, begin), wanted), anchors: anchored(sorted, paging, nearestPage) };
}

function nearestOf({ page, anchors }: Paging): Anchor | undefined {
  return page === 0 ? undefined : anchors[page < anchors.length ? page - 1 : anchors.length - 1];
}

/** The ends of full pages up to the one that was asked for. */
function anchored(sorted: readonly QueriedEntry[], { pageSize, page, anchors }: Paging, nearestPage: number): Anchor[] {
  const all = [...anchors];
  let at = nearestPage;
  for (let end = pageSize; end <= sorted.length && at < page; end += pageSize) {
    at++;
    if (at > all.length) throw illegalArgument(`Anchor index is not correct, expected: ${at} found: ${all.length}`);
    all[at] = { page: at, entry: sorted[end - 1]! };
  }
  return all;
}

/** As they are sent. */
export function sentAnchors(anchors: readonly Anchor[]): Anchors {
  return {
    anchorPageList: anchors.map(({ page }) => page),
    anchorDataList: anchors.map(({ entry }) => [entry.keyData, entry.valueData!]),
  };
}
