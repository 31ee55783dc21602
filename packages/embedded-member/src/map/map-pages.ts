// Pages of the entries of a map, in order.
import type { Data } from '@hazelrx/protocol';
import {
  mapEntriesWithPagingPredicate,
  mapKeySetWithPagingPredicate,
  mapValuesWithPagingPredicate,
} from '@hazelrx/protocol/operations';
import { type Cluster, type Handler, on } from '../cluster.js';
import { partitionOf } from '../locks/kept-key.js';
import type { MemberObjects } from '../processors/member-objects.js';
import { comparatorOf } from '../query/comparators.js';
import { type Anchors, orderOf, pageOf, sentAnchors } from '../query/paging.js';
import type { QueriedEntry } from '../query/queried-entry.js';
import { Queries } from '../query/queries.js';
import { EVERYTHING, keyOf, matching, pairOf, valueOf } from './map-queries.js';

/** Members keep blobs: what clients send as any value is `Data` here. */
interface Asked {
  readonly anchorDataListHolder: Anchors;
  readonly predicateData: Data | null;
  readonly comparatorData: Data | null;
  readonly pageSize: number;
  readonly page: number;
  readonly iterationTypeId: number;
  readonly partitionKeyData: Data | null;
  readonly partitionKeysData?: readonly Data[] | null;
}

interface Page {
  readonly found: readonly QueriedEntry[];
  readonly anchorDataList: Anchors;
}

function paged(all: MemberObjects, cluster: Cluster, { name, predicate }: { name: string; predicate: object }): Page {
  const queries = Queries.of(cluster);
  const asked = predicate as Asked;
  const { anchorPageList, anchorDataList } = asked.anchorDataListHolder;
  const comparator = asked.comparatorData ? comparatorOf(all.of(cluster), asked.comparatorData) : undefined;
  const order = orderOf(asked.iterationTypeId, comparator);
  const anchors = anchorPageList.map((page, i) => {
    const [key, value] = anchorDataList[i]!;
    return { page, entry: queries.entry(key, value) };
  });
  const { pageSize, page } = asked;
  const matches = asked.predicateData ? queries.queriedBy(asked.predicateData) : EVERYTHING.matches;
  const partitions = partitionsOf(cluster, asked);
  const entries = partitions
    ? partitions.flatMap(partition => matching(cluster, name, { matches, partition }))
    : matching(cluster, name, { matches });
  const result = pageOf(
    entries.map(([, entry]) => entry),
    { pageSize, page, order, anchors },
  );
  return { found: result.found, anchorDataList: sentAnchors(result.anchors) };
}

function partitionsOf(cluster: Cluster, { partitionKeyData, partitionKeysData }: Asked): number[] | undefined {
  const keys = partitionKeysData ?? (partitionKeyData && [partitionKeyData]);
  return keys ? [...new Set(keys.map(key => partitionOf(cluster, key).id))] : undefined;
}

export function pagingHandlers(all: MemberObjects): readonly Handler[] {
  return [
    on(mapKeySetWithPagingPredicate, ({ fields }, _, cluster) => {
      const { found, anchorDataList } = paged(all, cluster, fields);
      return { response: found.map(keyOf), anchorDataList };
    }),
    on(mapValuesWithPagingPredicate, ({ fields }, _, cluster) => {
      const { found, anchorDataList } = paged(all, cluster, fields);
      return { response: found.map(valueOf), anchorDataList };
    }),
    on(mapEntriesWithPagingPredicate, ({ fields }, _, cluster) => {
      const { found, anchorDataList } = paged(all, cluster, fields);
      return { response: found.map(pairOf), anchorDataList };
    }),
  ];
}
