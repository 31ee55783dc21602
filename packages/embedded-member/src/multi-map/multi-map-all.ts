// What is done to many keys of a multimap at once. It waits for no lock.
import type { Data } from '@hazelrx/protocol';
import {
  multiMapClear,
  multiMapContainsValue,
  multiMapEntrySet,
  multiMapKeySet,
  multiMapPutAll,
  multiMapSize,
  multiMapValues,
} from '@hazelrx/protocol/operations';
import { type Cluster, type Handler, on } from '../cluster.js';
import { Kept } from '../keeping.js';
import { idOf } from '../locks/kept-key.js';
import { publishClear } from './multi-map-events.js';
import { MultiMapKey } from './multi-map-key.js';
import { type KeyValues, multiMaps } from './multi-map-store.js';

function entries(cluster: Cluster, wanted: string): KeyValues[] {
  return [...multiMaps.all(cluster)].flatMap(([name, store]) => (name === wanted ? [...store.entries.values()] : []));
}

export function valuesOf(cluster: Cluster, name: string): Data[] {
  return entries(cluster, name).flatMap(entry => entry.values);
}

/** A set to members: equal values of a key come once, also of a list. */
function pairs({ key, values: all }: KeyValues): [Data, Data][] {
  return [...new Map(all.map(value => [idOf(value), value])).values()].map(value => [key, value]);
}

/** Removes what nobody has locked. Returns how many keys that were. */
function empty(cluster: Cluster, name: string): number {
  const keys = entries(cluster, name).map(({ key }) => new MultiMapKey(cluster, name, key));
  const unlocked = keys.filter(({ lock }) => !lock);
  for (const key of unlocked) key.forget();
  return unlocked.length;
}

export const multiMapAllHandlers: readonly Handler[] = [
  on(multiMapSize, ({ fields: { name } }, _, cluster) => ({ response: valuesOf(cluster, name).length })),
  on(multiMapKeySet, ({ fields: { name } }, _, cluster) => ({
    response: entries(cluster, name).map(({ key }) => key),
  })),
  on(multiMapValues, ({ fields: { name } }, _, cluster) => ({ response: valuesOf(cluster, name) })),
  on(multiMapEntrySet, ({ fields: { name } }, _, cluster) => ({ response: entries(cluster, name).flatMap(pairs) })),
  on(multiMapContainsValue, ({ fields: { name, value } }, _, cluster) => ({
    response: valuesOf(cluster, name).some(other => other.equals(value)),
  })),
  on(multiMapPutAll, (request, _, cluster) => {
    const { name } = request.fields;
    for (const [key, added] of request.fields.entries) {
      const at = new MultiMapKey(cluster, name, key);
      at.touch();
      for (const value of added) at.add(value);
    }
    const partition = cluster.partitions.all[request.partition];
    request.answer({}, partition ? new Kept(multiMaps, cluster, name, partition).confirming(request) : []);
    return undefined;
  }),
  on(multiMapClear, ({ fields: { name } }, member, cluster) => {
    publishClear(cluster, name, member, empty(cluster, name));
    return {};
  }),
];
