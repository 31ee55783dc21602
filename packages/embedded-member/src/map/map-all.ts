// What is done to many entries of a map at once.
import type { Data } from '@hazelrx/protocol';
import {
  mapAddIndex,
  mapClear,
  mapContainsValue,
  mapEntrySet,
  mapEvictAll,
  mapFetchEntries,
  mapFetchKeys,
  mapFlush,
  mapGetAll,
  mapIsEmpty,
  mapKeySet,
  mapLoadAll,
  mapLoadGivenKeys,
  mapPutAll,
  mapSize,
  mapValues,
} from '@hazelrx/protocol/operations';
import { type Cluster, type Handler, on } from '../cluster.js';
import { Kept } from '../keeping.js';
import { idOf } from '../locks/kept-key.js';
import type { EmbeddedMember } from '../member.js';
import { Refusal } from '../refusal.js';
import { publishMap } from './map-events.js';
import { expiresAt, MapKey } from './map-key.js';
import { type MapRecord, maps } from './map-store.js';

/** The entries that are there, newest first, of one partition. */
export function recordsIn(cluster: Cluster, name: string, partition: number): MapRecord[] {
  const { owner } = cluster.partitions.all[partition]!;
  const found = maps.find(owner, partition, name)?.records.values() ?? [];
  return [...found].filter(record => expiresAt(record) > cluster.now).toReversed();
}

export function records(cluster: Cluster, name: string): MapRecord[] {
  return cluster.partitions.all.flatMap(({ id }) => recordsIn(cluster, name, id));
}

/** Removes what nobody has locked, and tells how many that were if there were some. */
function empty(cluster: Cluster, name: string, member: EmbeddedMember, type: 'mapCleared' | 'mapEvicted'): object {
  const keys = records(cluster, name).map(({ key }) => new MapKey(cluster, name, key));
  const unlocked = keys.filter(({ lock }) => !lock);
  for (const key of unlocked) key.forget(type === 'mapCleared' ? 'removed' : 'evicted');
  if (unlocked.length > 0) publishMap(cluster, name, member, [type, unlocked.length]);
  return {};
}

interface Page {
  readonly name: string;
  readonly iterationPointers: readonly (readonly [number, number])[];
  readonly batch: number;
}

/** An entry's slot stands for its index in a member's hash table; the size of that table matters to nobody. */
const TABLE_SIZE = 1;

/** The next entries of a partition that match, and where to go on. */
export function pageIn(
  cluster: Cluster,
  partition: number,
  { name, iterationPointers, batch }: Page,
  matches: (record: MapRecord) => boolean = () => true,
) {
  const [before] = iterationPointers.at(-1) ?? [-1];
  const found: MapRecord[] = [];
  const left = recordsIn(cluster, name, partition).filter(({ slot }) => slot < before);
  let seen = 0;
  for (; seen < left.length && found.length < batch; seen++) if (matches(left[seen]!)) found.push(left[seen]!);
  const index = seen < left.length ? (left[seen - 1]?.slot ?? before) : -1;
  return { found, iterationPointers: [[index, TABLE_SIZE]] as [number, number][] };
}

export function pairOf({ key, value }: MapRecord): [Data, Data] {
  return [key, value];
}

export const allHandlers: readonly Handler[] = [
  on(mapSize, ({ fields: { name } }, _, cluster) => ({ response: records(cluster, name).length })),
  on(mapIsEmpty, ({ fields: { name } }, _, cluster) => ({ response: records(cluster, name).length === 0 })),
  on(mapContainsValue, ({ fields: { name, value } }, _, cluster) => ({
    response: records(cluster, name).some(record => record.value.equals(value)),
  })),
  on(mapKeySet, ({ fields: { name } }, _, cluster) => ({ response: records(cluster, name).map(({ key }) => key) })),
  on(mapValues, ({ fields: { name } }, _, cluster) => ({
    response: records(cluster, name).map(({ value }) => value),
  })),
  on(mapEntrySet, ({ fields: { name } }, _, cluster) => ({ response: records(cluster, name).map(pairOf) })),
  on(mapFetchKeys, ({ fields, partition }, _, cluster) => {
    const { found, iterationPointers } = pageIn(cluster, partition, fields);
    return { iterationPointers, keys: found.map(({ key }) => key) };
  }),
  on(mapFetchEntries, ({ fields, partition }, _, cluster) => {
    const { found, iterationPointers } = pageIn(cluster, partition, fields);
    return { iterationPointers, entries: found.map(pairOf) };
  }),
  on(mapGetAll, ({ fields: { name, keys } }, _, cluster) => {
    // A set to members: a key that is asked for twice is answered once.
    const asked = new Map(keys.map(key => [idOf(key), new MapKey(cluster, name, key)]));
    return {
      response: [...asked.values()].flatMap(key => {
        const record = key.read();
        return record ? [pairOf(record)] : [];
      }),
    };
  }),
  on(mapPutAll, (request, _, cluster) => {
    const { name, entries, triggerMapLoader = true } = request.fields;
    for (const [key, value] of entries) new MapKey(cluster, name, key).write(value, {}, { oldValue: triggerMapLoader });
    const partition = cluster.partitions.all[request.partition];
    request.answer({}, partition ? new Kept(maps, cluster, name, partition).confirming(request) : []);
    return undefined;
  }),
  on(mapClear, ({ fields: { name } }, member, cluster) => empty(cluster, name, member, 'mapCleared')),
  on(mapEvictAll, ({ fields: { name } }, member, cluster) => empty(cluster, name, member, 'mapEvicted')),
  // There is no store behind a map here, and no query that an index would serve.
  on(mapFlush, () => ({})),
  on(mapAddIndex, () => ({})),
  on(mapLoadAll, () => {
    const message = 'First you should configure a map store';
    throw new Refusal('ILLEGAL_ARGUMENT', message, 'java.lang.IllegalArgumentException');
  }),
  on(mapLoadGivenKeys, ({ fields: { keys } }) => {
    if (keys.length === 0) return {};
    throw new Refusal('NULL_POINTER', 'the map has no store', 'java.lang.NullPointerException');
  }),
];
