// What the rows of queues, sets and lists have in common.
import type { AnyOperation, Data } from '@hazelrx/protocol';
import { type Cluster, type Handler, on, type Service } from '../cluster.js';
import { listenerRows } from '../listener-rows.js';
import { idOf } from '../locks/kept-key.js';
import type { Answer, AnyRequest, Arguments } from '../request.js';
import type { CollectionAt } from './collection-at.js';
import type { CollectionKind } from './collection-kinds.js';
import type { Item } from './collection-store.js';

/** What a row does to one of them. */
type Doing<O extends AnyOperation, A> = (at: A, fields: Arguments<O>) => Answer<O>;

export class CollectionRows<A extends CollectionAt> {
  constructor(
    readonly kind: CollectionKind,
    readonly named: (cluster: Cluster, name: string) => A,
  ) {}

  /** Every row has the name. */
  at({ fields }: AnyRequest, cluster: Cluster): A {
    return this.named(cluster, (fields as { readonly name: string }).name);
  }

  reading<O extends AnyOperation>(operation: O, read: Doing<O, A>): Handler {
    return on(operation, (request, _, cluster) => read(this.at(request, cluster), request.fields));
  }

  /** The answer waits for the backups where something has changed. */
  changing<O extends AnyOperation>(operation: O, change: Doing<O, A>): Handler {
    return on(operation, (request, _, cluster) => {
      const at = this.at(request, cluster);
      const before = at.items;
      const answer = change(at, request.fields);
      request.answer(answer, at.items === before ? [] : at.confirming(request));
      at.wake();
      return undefined;
    });
  }

  service(listen: AnyOperation, handlers: readonly Handler[]): Service {
    const { kind, named } = this;
    return {
      handlers: [...handlers, ...listenerRows(name => kind.topic(name), listen)],
      destroyed(cluster, service, name) {
        if (service === kind.service) kind.destroyed(cluster, name);
      },
      /** As `PutIfAbsentMergePolicy`: whole collections, where the larger side has none, or an empty one. */
      merged(from, into) {
        for (const [name, { items }] of kind.all(from)) named(into, name).merge(items);
      },
    };
  }
}

/** A test for being one of these. */
export function among(values: readonly Data[]): (item: Item) => boolean {
  const ids = new Set(values.map(idOf));
  return ({ value }) => ids.has(idOf(value));
}

export function has({ items }: CollectionAt, wanted: Data): boolean {
  return items.some(({ value }) => value.equals(wanted));
}

export function hasAll({ values }: CollectionAt, wanted: readonly Data[]): boolean {
  const ids = new Set(values.map(idOf));
  return wanted.every(value => ids.has(idOf(value)));
}

/** The first that is equal goes. */
export function removeFirst(at: CollectionAt, value: Data): boolean {
  const first = at.items.find(item => item.value.equals(value));
  return at.remove(item => item === first);
}
