// The rows of a map within a transaction.
import type { AnyOperation, Data } from '@hazelrx/protocol';
import {
  transactionalMapContainsKey,
  transactionalMapDelete,
  transactionalMapGet,
  transactionalMapGetForUpdate,
  transactionalMapIsEmpty,
  transactionalMapKeySet,
  transactionalMapKeySetWithPredicate,
  transactionalMapPut,
  transactionalMapPutIfAbsent,
  transactionalMapRemove,
  transactionalMapRemoveIfSame,
  transactionalMapReplace,
  transactionalMapReplaceIfSame,
  transactionalMapSet,
  transactionalMapSize,
  transactionalMapValues,
  transactionalMapValuesWithPredicate,
} from '@hazelrx/protocol/operations';
import type { Cluster, Handler } from '../cluster.js';
import { idOf } from '../locks/kept-key.js';
import { pairOf, records } from '../map/map-all.js';
import type { MapKey } from '../map/map-key.js';
import { maps } from '../map/map-store.js';
import { Queries } from '../query/queries.js';
import type { Answer, Arguments } from '../request.js';
import { changingKey } from './key-turns.js';
import { MapPart } from './map-part.js';
import { type AnyCall, nameOf, within } from './transactional-row.js';

interface Touched<O extends AnyOperation> {
  readonly part: MapPart;
  readonly at: MapKey;
  /** As the transaction has seen it so far. */
  readonly before: Data | null;
  readonly fields: Arguments<O>;
  /** Undoes the lock: the row changes nothing. */
  readonly leave: () => void;
}

function partOf({ transaction, request }: AnyCall): MapPart {
  const name = nameOf(request);
  return transaction.part(maps.service, name, () => new MapPart(transaction, name));
}

function changing<O extends AnyOperation>(operation: O, change: (touched: Touched<O>) => Answer<O>): Handler {
  return changingKey(operation, partOf, ({ part, at, fields, isNew }) => {
    const leave = (): void => {
      if (isNew) part.unlock(at);
    };
    return change({ part, at, before: part.value(at), fields, leave });
  });
}

/** Keys and values as the transaction sees them. */
function entries(call: AnyCall & { readonly cluster: Cluster }): readonly (readonly [Data, Data])[] {
  const part = partOf(call);
  const others = records(call.cluster, part.name).map(pairOf);
  return part.entries(new Map(others.map(pair => [idOf(pair[0]), pair])));
}

type Pairs = readonly (readonly [Data, Data])[];

function matching(call: AnyCall & { readonly cluster: Cluster }, predicate: Data, pairs: Pairs = entries(call)): Pairs {
  const queries = Queries.of(call.cluster);
  const matches = queries.queriedBy(predicate);
  return pairs.filter(([key, value]) => matches(queries.entry(key, value)));
}

/** Members leave in the key of an entry that matched before the transaction changed it. */
function matchingKeys(call: AnyCall & { readonly cluster: Cluster }, predicate: Data): Data[] {
  const left = new Set(entries(call).map(([key]) => idOf(key)));
  const before = records(call.cluster, partOf(call).name).map(pairOf);
  const stillThere = before.filter(([key]) => left.has(idOf(key)));
  return keysOf([...matching(call, predicate), ...matching(call, predicate, stillThere)]);
}

function keysOf(pairs: readonly (readonly [Data, Data])[]): Data[] {
  return [...new Map(pairs.map(([key]) => [idOf(key), key])).values()];
}

const reads: readonly Handler[] = [
  within(transactionalMapGet, call => {
    const part = partOf(call);
    return { response: part.value(part.at(call.cluster, call.request.fields.key)) };
  }),
  within(transactionalMapContainsKey, call => {
    const part = partOf(call);
    return { response: part.value(part.at(call.cluster, call.request.fields.key)) !== null };
  }),
  within(transactionalMapSize, call => ({ response: entries(call).length })),
  within(transactionalMapIsEmpty, call => ({ response: entries(call).length === 0 })),
  within(transactionalMapKeySet, call => ({ response: keysOf(entries(call)) })),
  within(transactionalMapKeySetWithPredicate, call => ({
    response: matchingKeys(call, call.request.fields.predicate),
  })),
  within(transactionalMapValuesWithPredicate, call => ({
    response: matching(call, call.request.fields.predicate).map(([, value]) => value),
  })),
  within(transactionalMapValues, call => ({ response: entries(call).map(([, value]) => value) })),
];

export const mapRows: readonly Handler[] = [
  ...reads,
  changing(transactionalMapGetForUpdate, ({ before: response }) => ({ response })),
  changing(transactionalMapPut, ({ part, at, before: response, fields: { value, ttl } }) => {
    part.put(at, value, ttl.toNumber());
    return { response };
  }),
  changing(transactionalMapSet, ({ part, at, fields: { value } }) => {
    part.put(at, value);
    return {};
  }),
  changing(transactionalMapPutIfAbsent, ({ part, at, before: response, fields: { value }, leave }) => {
    if (response) leave();
    else part.putAbsent(at, value);
    return { response };
  }),
  changing(transactionalMapReplace, ({ part, at, before: response, fields: { value }, leave }) => {
    if (response) part.put(at, value);
    else leave();
    return { response };
  }),
  changing(transactionalMapReplaceIfSame, ({ part, at, before, fields: { oldValue, newValue }, leave }) => {
    const response = before?.equals(oldValue) ?? false;
    if (response) part.put(at, newValue);
    else leave();
    return { response };
  }),
  changing(transactionalMapRemove, ({ part, at, before: response }) => {
    part.remove(at);
    return { response };
  }),
  changing(transactionalMapDelete, ({ part, at }) => {
    part.remove(at);
    return {};
  }),
  changing(transactionalMapRemoveIfSame, ({ part, at, before, fields: { value }, leave }) => {
    const response = before?.equals(value) ?? false;
    if (response) part.remove(at);
    else leave();
    return { response };
  }),
];
