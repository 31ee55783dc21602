// What is asked of the entries of a map by a predicate.
import type { Data } from '@hazelrx/protocol';
import {
  mapAggregate,
  mapAggregateWithPredicate,
  mapEntriesWithPredicate,
  mapFetchWithQuery,
  mapKeySetWithPredicate,
  mapProject,
  mapProjectWithPredicate,
  mapRemoveAll,
  mapValuesWithPredicate,
} from '@hazelrx/protocol/operations';
import { type Cluster, type Handler, on } from '../cluster.js';
import type { QueriedEntry } from '../query/queried-entry.js';
import { Queries, type Selection } from '../query/queries.js';
import { pageIn, records, recordsIn } from './map-all.js';
import { MapKey } from './map-key.js';
import type { MapRecord } from './map-store.js';

/** The entries that a predicate, asked as it is, is true of. Throws what members answer to one that they cannot ask. */
function selected(cluster: Cluster, name: string, predicate: Data): MapRecord[] {
  const queries = Queries.of(cluster);
  return matching(cluster, name, queries.selection(predicate)).map(([record]) => record);
}

type Match = readonly [MapRecord, QueriedEntry];

export function matching(cluster: Cluster, name: string, { partition, matches }: Selection): Match[] {
  const queries = Queries.of(cluster);
  const all = partition === undefined ? records(cluster, name) : recordsIn(cluster, name, partition);
  const entries = all.map((record): Match => [record, queries.entry(record.key, record.value)]);
  return entries.filter(([, entry]) => matches(entry));
}

export const EVERYTHING: Selection = { matches: () => true };

function entriesOf(cluster: Cluster, name: string, predicate?: Data): QueriedEntry[] {
  const selection = predicate ? Queries.of(cluster).query(predicate) : EVERYTHING;
  return matching(cluster, name, selection).map(([, entry]) => entry);
}

export function keyOf({ keyData }: QueriedEntry): Data {
  return keyData;
}

/** Queries find only entries that have one. */
export function valueOf({ valueData }: QueriedEntry): Data {
  return valueData!;
}

export function pairOf(entry: QueriedEntry): [Data, Data] {
  return [keyOf(entry), valueOf(entry)];
}

function projected(cluster: Cluster, name: string, projection: Data, predicate?: Data): (Data | null)[] {
  const project = Queries.of(cluster).projection(projection);
  return entriesOf(cluster, name, predicate).map(entry => project(entry));
}

function aggregated(cluster: Cluster, name: string, aggregator: Data, predicate?: Data): Data | null {
  const aggregate = Queries.of(cluster).aggregator(aggregator);
  return aggregate(entriesOf(cluster, name, predicate));
}

export const queryHandlers: readonly Handler[] = [
  on(mapKeySetWithPredicate, ({ fields: { name, predicate } }, _, cluster) => ({
    response: entriesOf(cluster, name, predicate).map(keyOf),
  })),
  on(mapValuesWithPredicate, ({ fields: { name, predicate } }, _, cluster) => ({
    response: entriesOf(cluster, name, predicate).map(valueOf),
  })),
  on(mapEntriesWithPredicate, ({ fields: { name, predicate } }, _, cluster) => ({
    response: entriesOf(cluster, name, predicate).map(pairOf),
  })),
  on(mapProject, ({ fields: { name, projection } }, _, cluster) => ({
    response: projected(cluster, name, projection),
  })),
  on(mapProjectWithPredicate, ({ fields: { name, projection, predicate } }, _, cluster) => ({
    response: projected(cluster, name, projection, predicate),
  })),
  on(mapAggregate, ({ fields: { name, aggregator } }, _, cluster) => ({
    response: aggregated(cluster, name, aggregator),
  })),
  on(mapAggregateWithPredicate, ({ fields: { name, aggregator, predicate } }, _, cluster) => ({
    response: aggregated(cluster, name, aggregator, predicate),
  })),
  // Also what is locked, as members do it.
  on(mapRemoveAll, ({ fields: { name, predicate } }, _, cluster) => {
    for (const { key } of selected(cluster, name, predicate)) new MapKey(cluster, name, key).remove('removed');
    return {};
  }),
  on(mapFetchWithQuery, ({ fields, partition }, _, cluster) => {
    const queries = Queries.of(cluster);
    const project = queries.projection(fields.projection);
    const matches = queries.queriedBy(fields.predicate);
    const { found, iterationPointers } = pageIn(cluster, partition, fields, ({ key, value }) =>
      matches(queries.entry(key, value)),
    );
    return { iterationPointers, results: found.map(({ key, value }) => project(queries.entry(key, value))) };
  }),
];
