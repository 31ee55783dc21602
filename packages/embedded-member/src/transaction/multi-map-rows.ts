// The rows of a multimap within a transaction.
import type { AnyOperation, Data } from '@hazelrx/protocol';
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
import { MultiMapKey, multiMaps } from '../multi-map/multi-map-key.js';
import type { Arguments } from '../request.js';
import { whenLocked } from './key-turns.js';
import { MultiMapPart } from './multi-map-part.js';
import { type Answer, type AnyCall, nameOf, within } from './transactional-row.js';

interface Touched<O extends AnyOperation> {
  readonly part: MultiMapPart;
  readonly at: MultiMapKey;
  readonly fields: Arguments<O>;
}

function partOf({ transaction, request }: AnyCall): MultiMapPart {
  const name = nameOf(request);
  return transaction.part(multiMaps.service, name, () => new MultiMapPart(transaction, name));
}

/** A row that has locked its key when it changes it. */
function changing<O extends AnyOperation>(operation: O, change: (touched: Touched<O>) => Answer<O>): Handler {
  return within(operation, call => {
    const { key } = call.request.fields as unknown as { readonly key: Data };
    const part = partOf(call);
    whenLocked(
      call,
      () => new MultiMapKey(call.cluster, part.name, key),
      at => {
        part.lock(at);
        call.request.answer(change({ part, at, fields: call.request.fields }));
      },
    );
    return undefined;
  });
}

export const multiMapRows: readonly Handler[] = [
  changing(transactionalMultiMapPut, ({ part, at, fields }) => ({ response: part.put(at, fields.value) })),
  changing(transactionalMultiMapRemoveEntry, ({ part, at, fields }) => ({ response: part.remove(at, fields.value) })),
  changing(transactionalMultiMapRemove, ({ part, at }) => ({ response: part.removeAll(at) })),
  within(transactionalMultiMapGet, call => {
    const part = partOf(call);
    return { response: part.values(new MultiMapKey(call.cluster, part.name, call.request.fields.key)) };
  }),
  within(transactionalMultiMapValueCount, call => {
    const part = partOf(call);
    return { response: part.values(new MultiMapKey(call.cluster, part.name, call.request.fields.key)).length };
  }),
  within(transactionalMultiMapSize, call => {
    const part = partOf(call);
    return { response: valuesOf(call.cluster, part.name).length + part.surplus(call.cluster) };
  }),
];
