// Set: items that differ, a bound, listeners.
import type { Data } from '@hazelrx/protocol';
import {
  setAdd,
  setAddAll,
  setAddListener,
  setClear,
  setCompareAndRemoveAll,
  setCompareAndRetainAll,
  setContains,
  setContainsAll,
  setGetAll,
  setIsEmpty,
  setRemove,
  setSize,
} from '@hazelrx/protocol/operations';
import { CollectionAt } from '../collection/collection-at.js';
import { sets } from '../collection/collection-kinds.js';
import { among, CollectionRows, has, hasAll, removeFirst } from '../collection/collection-rows.js';
import { idOf } from '../locks/kept-key.js';

const rows = new CollectionRows(sets, (cluster, name) => new CollectionAt(sets, cluster, name));

/** Room is asked for as if none of them were there already. */
function addAll(at: CollectionAt, values: readonly Data[]): boolean {
  const { store } = at;
  if (!store.hasRoomFor(values.length)) return false;
  const isThere = among(at.values);
  const absent = values.map(value => ({ id: 0, value })).filter(item => !isThere(item));
  if (absent.length === 0) return false;
  const once = new Map(absent.map(({ value }) => [idOf(value), value]));
  at.become([...at.items, ...Array.from(once.values(), value => store.newItem(value))]);
  // One that was given twice is told twice.
  for (const { value } of absent) at.publishAdded(value);
  return true;
}

export const setService = rows.service(setAddListener, [
  rows.changing(setAdd, (at, { value }) => ({ response: !has(at, value) && at.insert([value]) })),
  rows.changing(setAddAll, (at, { valueList }) => ({ response: addAll(at, valueList) })),
  rows.changing(setRemove, (at, { value }) => ({ response: removeFirst(at, value) })),
  rows.changing(setCompareAndRemoveAll, (at, { values }) => ({ response: at.remove(among(values)) })),
  rows.changing(setCompareAndRetainAll, (at, { values }) => ({ response: at.retain(among(values)) })),
  rows.changing(setClear, at => {
    at.remove(() => true);
    return {};
  }),
  rows.reading(setContains, (at, { value }) => ({ response: has(at, value) })),
  rows.reading(setContainsAll, (at, { items }) => ({ response: hasAll(at, items) })),
  rows.reading(setSize, ({ items }) => ({ response: items.length })),
  rows.reading(setIsEmpty, ({ items }) => ({ response: items.length === 0 })),
  rows.reading(setGetAll, ({ values }) => ({ response: values })),
]);
