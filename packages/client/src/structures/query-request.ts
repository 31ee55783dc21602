// What a map asks its members by: predicates as its calls carry them.
import { type Codecs, predicateClasses, TypedCodec } from '@hazelrx/protocol';
import { told } from '../query/attribute.js';
import type { Iteration, PagingPredicate } from '../query/paging-predicate.js';
import { Predicate } from '../query/predicate.js';
import type { Storable } from './structure.js';

/** The predicate as it is sent: the key of a partition predicate is one of the map, of its declared type. */
export function sentPredicate<K, V>(predicate: Predicate<K, V>, codecs: Codecs | undefined): Predicate<K, V> {
  const key = keyOfPartition(predicate);
  if (key === undefined || !(codecs?.key instanceof TypedCodec)) return predicate;
  return new Predicate(predicate.type, [codecs.key.type(key), predicate.values[1]]);
}

/** The key whose partition alone is asked, if any: its owner answers without asking others. */
export function keyOfPartition(predicate: Predicate<never, never>): unknown {
  return predicate.type === predicateClasses.partition ? predicate.values[0] : undefined;
}

/** What the protocol has in place of a predicate that pages. */
export function pagingHolder<K, V>(paging: PagingPredicate<K, V>, iteration: Iteration, codecs: Codecs | undefined) {
  const { predicate, comparator } = paging.options;
  const sent = predicate && sentPredicate(predicate, codecs);
  const isPartition = sent?.type === predicateClasses.partition;
  return {
    anchorDataListHolder: paging.anchors(iteration),
    predicateData: (isPartition ? sent.values[1] : sent) ?? null,
    comparatorData: comparator ?? null,
    pageSize: paging.pageSize,
    page: paging.page,
    iterationTypeId: iteration,
    partitionKeyData: (isPartition ? sent.values[0] : null) as Storable | null,
    partitionKeysData: null,
  };
}

/** Why no events can be told by it; undefined where they can. */
export function notForEvents(predicate: unknown): string | undefined {
  return notEverywhere(predicate, 'a partition predicate is for what is asked once: events are told by all members');
}

/** Why it cannot be asked within a transaction; undefined where it can. */
export function notForTransactions(predicate: unknown): string | undefined {
  return notEverywhere(predicate, 'a partition predicate cannot be asked within a transaction');
}

/** Why it is no predicate, or `reason` where it asks one partition alone. */
export function notEverywhere(predicate: unknown, reason: string): string | undefined {
  const isPartition = predicate instanceof Predicate && predicate.type === predicateClasses.partition;
  return isPartition ? reason : notAPredicate(predicate);
}

/** Why it is no predicate; undefined for one. */
export function notAPredicate(predicate: unknown): string | undefined {
  if (predicate instanceof Predicate) return undefined;
  return `predicate must be one of Predicates or of attributes(…), not ${told(predicate)}`;
}
