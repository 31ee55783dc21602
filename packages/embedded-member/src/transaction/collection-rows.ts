// The rows of lists and sets within a transaction.
import type { Data } from '@hazelrx/protocol';
import {
  transactionalListAdd,
  transactionalListRemove,
  transactionalListSize,
  transactionalSetAdd,
  transactionalSetRemove,
  transactionalSetSize,
} from '@hazelrx/protocol/operations';
import type { Cluster, Handler } from '../cluster.js';
import type { CollectionAt } from '../collection/collection-at.js';
import { type CollectionKind, lists, sets } from '../collection/collection-kinds.js';
import { CollectionPart } from './collection-part.js';
import { type AnyCall, nameOf, within } from './transactional-row.js';

/** Those of both are alike. */
interface Rows {
  readonly add: typeof transactionalListAdd;
  readonly remove: typeof transactionalListRemove;
  readonly size: typeof transactionalListSize;
}

function rowsOf(kind: CollectionKind, { add, remove, size }: Rows): readonly Handler[] {
  const on = (call: AnyCall & { readonly cluster: Cluster }): readonly [CollectionPart, CollectionAt] => {
    const name = nameOf(call.request);
    const part = call.transaction.part(kind.service, name, () => new CollectionPart(kind, name));
    return [part, part.at(call.cluster)];
  };
  const itemOf = ({ request }: AnyCall): Data => (request.fields as { readonly item: Data }).item;
  return [
    within(add, call => {
      const [part, at] = on(call);
      return { response: part.add(at, itemOf(call)) };
    }),
    within(remove, call => {
      const [part, at] = on(call);
      return { response: part.remove(at, itemOf(call)) };
    }),
    within(size, call => {
      const [part, at] = on(call);
      return { response: part.size(at) };
    }),
  ];
}

export const listRows = rowsOf(lists, {
  add: transactionalListAdd,
  remove: transactionalListRemove,
  size: transactionalListSize,
});

export const setRows = rowsOf(sets, {
  add: transactionalSetAdd,
  remove: transactionalSetRemove,
  size: transactionalSetSize,
});
