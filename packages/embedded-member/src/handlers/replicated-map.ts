// ReplicatedMap: entries that every member has, with times to live, and listeners.
import type { Data } from '@hazelrx/protocol';
import {
  replicatedMapClear,
  replicatedMapContainsKey,
  replicatedMapContainsValue,
  replicatedMapEntrySet,
  replicatedMapGet,
  replicatedMapIsEmpty,
  replicatedMapKeySet,
  replicatedMapPut,
  replicatedMapPutAll,
  replicatedMapRemove,
  replicatedMapSize,
  replicatedMapValues,
} from '@hazelrx/protocol/operations';
import { type Cluster, type Handler, on, type Service } from '../cluster.js';
import { Refusal } from '../refusal.js';
import { publishReplicatedClear, replicatedMapListenerHandlers } from '../replicated-map/replicated-map-events.js';
import { ReplicatedMapKey } from '../replicated-map/replicated-map-key.js';
import { type ReplicatedEntry, replicatedMaps } from '../replicated-map/replicated-map-store.js';

function entries(cluster: Cluster, wanted: string): ReplicatedEntry[] {
  return [...replicatedMaps.all(cluster)].flatMap(([name, store]) =>
    name === wanted ? [...store.entries.values()] : [],
  );
}

/** All keys of all maps, or of one. */
function keys(cluster: Cluster, wanted?: string): ReplicatedMapKey[] {
  return [...replicatedMaps.all(cluster)].flatMap(([name, store]) =>
    name === (wanted ?? name)
      ? [...store.entries.values()].map(({ key }) => new ReplicatedMapKey(cluster, name, key))
      : [],
  );
}

function negativeTtl(): Refusal {
  const message = 'ttl must be a positive integer';
  return new Refusal('ILLEGAL_ARGUMENT', message, 'java.lang.IllegalArgumentException');
}

const keyHandlers: readonly Handler[] = [
  on(replicatedMapGet, ({ fields: { name, key } }, _, cluster) => ({
    response: new ReplicatedMapKey(cluster, name, key).value,
  })),
  on(replicatedMapContainsKey, ({ fields: { name, key } }, _, cluster) => ({
    response: new ReplicatedMapKey(cluster, name, key).entry !== undefined,
  })),
  on(replicatedMapPut, ({ fields: { name, key, value, ttl } }, _, cluster) => {
    if (ttl.isNegative()) throw negativeTtl();
    const at = new ReplicatedMapKey(cluster, name, key);
    return { response: at.write(value, ttl.toNumber(), at.partition.owner) };
  }),
  on(replicatedMapRemove, ({ fields: { name, key } }, _, cluster) => {
    const at = new ReplicatedMapKey(cluster, name, key);
    return { response: at.remove(at.partition.owner) };
  }),
];

const allHandlers: readonly Handler[] = [
  on(replicatedMapPutAll, ({ fields }, member, cluster) => {
    for (const [key, value] of fields.entries) new ReplicatedMapKey(cluster, fields.name, key).write(value, 0, member);
    return {};
  }),
  on(replicatedMapClear, ({ fields: { name } }, member, cluster) => {
    const all = keys(cluster, name);
    for (const key of all) key.set(undefined);
    publishReplicatedClear({ cluster, name, member }, all.length);
    return {};
  }),
  on(replicatedMapSize, ({ fields: { name } }, _, cluster) => ({ response: entries(cluster, name).length })),
  on(replicatedMapIsEmpty, ({ fields: { name } }, _, cluster) => ({ response: entries(cluster, name).length === 0 })),
  on(replicatedMapContainsValue, ({ fields: { name, value } }, _, cluster) => ({
    response: entries(cluster, name).some(entry => entry.value.equals(value)),
  })),
  on(replicatedMapKeySet, ({ fields: { name } }, _, cluster) => ({
    response: entries(cluster, name).map(({ key }) => key),
  })),
  on(replicatedMapValues, ({ fields: { name } }, _, cluster) => ({
    response: entries(cluster, name).map(({ value }) => value),
  })),
  on(replicatedMapEntrySet, ({ fields: { name } }, _, cluster) => ({
    response: entries(cluster, name).map(({ key, value }): [Data, Data] => [key, value]),
  })),
];

export const replicatedMapService: Service = {
  handlers: [...keyHandlers, ...allHandlers, ...replicatedMapListenerHandlers],
  destroyed(cluster, service, name) {
    if (service !== replicatedMaps.service) return;
    replicatedMaps.destroyed(cluster, name);
    for (const { entry } of keys(cluster, name)) entry?.forget?.();
  },
  /** Each side ends times to live by itself. */
  forked(side) {
    for (const key of keys(side)) key.keep(key.entry!);
  },
  /** As `PutIfAbsentMergePolicy`, the default of members. */
  merged(from, into) {
    for (const { name, key, entry } of keys(from)) {
      entry!.forget?.();
      const at = new ReplicatedMapKey(into, name, key);
      if (!at.entry) at.keep(entry!);
    }
  },
};
