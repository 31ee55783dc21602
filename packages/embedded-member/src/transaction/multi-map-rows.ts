// The rows of a multimap within a transaction.
import {
  transactionalMultiMapGet,
  transactionalMultiMapPut,
  transactionalMultiMapRemove,
  transactionalMultiMapRemoveEntry,
  transactionalMultiMapSize,
  transactionalMultiMapValueCount,
} from '@hazelrx/protocol/operations';
import type { Handler } from '../cluster.js';
import { valuesOf } from '../multi-map/multi-map-all.js';
import { multiMaps } from '../multi-map/multi-map-store.js';
import { changingKey } from './key-turns.js';
import { MultiMapPart } from './multi-map-part.js';
import { type AnyCall, nameOf, within } from './transactional-row.js';

function partOf({ transaction, request }: AnyCall): MultiMapPart {
  const name = nameOf(request);
  return transaction.part(multiMaps.service, name, () => new MultiMapPart(transaction, name));
}

export const multiMapRows: readonly Handler[] = [
  changingKey(transactionalMultiMapPut, partOf, ({ part, at, fields }) => ({ response: part.put(at, fields.value) })),
  changingKey(transactionalMultiMapRemoveEntry, partOf, ({ part, at, fields }) => ({
    response: part.remove(at, fields.value),
  })),
  changingKey(transactionalMultiMapRemove, partOf, ({ part, at }) => ({ response: part.removeAll(at) })),
  within(transactionalMultiMapGet, call => {
    const part = partOf(call);
    return { response: part.values(part.at(call.cluster, call.request.fields.key)) };
  }),
  within(transactionalMultiMapValueCount, call => {
    const part = partOf(call);
    return { response: part.values(part.at(call.cluster, call.request.fields.key)).length };
  }),
  within(transactionalMultiMapSize, call => {
    const part = partOf(call);
    return { response: valuesOf(call.cluster, part.name).length + part.surplus(call.cluster) };
  }),
];
