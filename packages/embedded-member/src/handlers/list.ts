// List: items in order, a bound, listeners.
import type { Data } from '@hazelrx/protocol';
import {
  listAdd,
  listAddAll,
  listAddAllWithIndex,
  listAddListener,
  listAddWithIndex,
  listClear,
  listCompareAndRemoveAll,
  listCompareAndRetainAll,
  listContains,
  listContainsAll,
  listGet,
  listGetAll,
  listIndexOf,
  listIsEmpty,
  listIterator,
  listLastIndexOf,
  listListIterator,
  listRemove,
  listRemoveWithIndex,
  listSet,
  listSize,
  listSub,
} from '@hazelrx/protocol/operations';
import { CollectionAt } from '../collection/collection-at.js';
import { lists } from '../collection/collection-kinds.js';
import { among, CollectionRows, has, hasAll, removeFirst } from '../collection/collection-rows.js';
import type { Item } from '../collection/collection-store.js';
import { Refusal } from '../refusal.js';

const rows = new CollectionRows(lists, (cluster, name) => new CollectionAt(lists, cluster, name));

function outside(message: string): Refusal {
  return new Refusal('INDEX_OUT_OF_BOUNDS', message, 'java.lang.IndexOutOfBoundsException');
}

function itemAt({ items }: CollectionAt, index: number): Item {
  const item = items[index];
  if (item) return item;
  throw outside(`Index ${index} out of bounds for length ${items.length}`);
}

/** Whether there is room is asked first, and where it is to be after that. */
function insertAt(at: CollectionAt, index: number, values: readonly Data[]): boolean {
  const { length } = at.items;
  if (!at.store.hasRoomFor(values.length)) return false;
  if (index < 0 || index > length) throw outside(`Index: ${index}, Size: ${length}`);
  return values.length > 0 && at.insert(values, index);
}

function replace(at: CollectionAt, index: number, value: Data): Data {
  const before = itemAt(at, index);
  at.become(at.items.with(index, at.store.newItem(value)));
  at.publishRemoved(before.value);
  at.publishAdded(value);
  return before.value;
}

/** Listeners are told before anybody looks what it is, and whether it is there. */
function removeAt(at: CollectionAt, index: number): Data {
  at.publishRemoved(null);
  const { value } = itemAt(at, index);
  at.become(at.items.toSpliced(index, 1));
  return value;
}

/** To −1 is to the end, from −1 to −1 is all. */
function part({ values }: CollectionAt, { from, to }: { readonly from: number; readonly to: number }): readonly Data[] {
  if (from === -1 && to === -1) return values;
  const end = to === -1 ? values.length : to;
  if (from < 0) throw outside(`fromIndex = ${from}`);
  if (end > values.length) throw outside(`toIndex = ${end}`);
  if (from <= end) return values.slice(from, end);
  const message = `fromIndex(${from}) > toIndex(${end})`;
  throw new Refusal('ILLEGAL_ARGUMENT', message, 'java.lang.IllegalArgumentException');
}

export const listService = rows.service(listAddListener, [
  rows.changing(listAdd, (at, { value }) => ({ response: at.insert([value]) })),
  rows.changing(listAddAll, (at, { valueList }) => ({ response: insertAt(at, at.items.length, valueList) })),
  rows.changing(listAddAllWithIndex, (at, { index, valueList }) => ({ response: insertAt(at, index, valueList) })),
  // Nobody is told that there is no room, and −1 is the end.
  rows.changing(listAddWithIndex, (at, { index, value }) => {
    insertAt(at, index === -1 ? at.items.length : index, [value]);
    return {};
  }),
  rows.changing(listSet, (at, { index, value }) => ({ response: replace(at, index, value) })),
  rows.changing(listRemove, (at, { value }) => ({ response: removeFirst(at, value) })),
  rows.changing(listRemoveWithIndex, (at, { index }) => ({ response: removeAt(at, index) })),
  rows.changing(listCompareAndRemoveAll, (at, { values }) => ({ response: at.remove(among(values)) })),
  rows.changing(listCompareAndRetainAll, (at, { values }) => ({ response: at.retain(among(values)) })),
  rows.changing(listClear, at => {
    at.remove(() => true);
    return {};
  }),
  rows.reading(listGet, (at, { index }) => ({ response: itemAt(at, index).value })),
  rows.reading(listSub, (at, fields) => ({ response: part(at, fields) })),
  rows.reading(listContains, (at, { value }) => ({ response: has(at, value) })),
  rows.reading(listContainsAll, (at, { values }) => ({ response: hasAll(at, values) })),
  rows.reading(listIndexOf, ({ values }, { value }) => ({ response: values.findIndex(item => item.equals(value)) })),
  rows.reading(listLastIndexOf, ({ values }, { value }) => ({
    response: values.findLastIndex(item => item.equals(value)),
  })),
  rows.reading(listSize, ({ items }) => ({ response: items.length })),
  rows.reading(listIsEmpty, ({ items }) => ({ response: items.length === 0 })),
  rows.reading(listGetAll, ({ values }) => ({ response: values })),
  rows.reading(listIterator, ({ values }) => ({ response: values })),
  rows.reading(listListIterator, (at, { index }) => ({ response: part(at, { from: index, to: -1 }) })),
]);
