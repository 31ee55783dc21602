// What the rows of sets and lists have in common.
import type { AnyOperation, Data, Encodable, UUID } from '@hazelrx/protocol';
import { type Cluster, type Handler, on, type Service } from '../cluster.js';
import { idOf } from '../locks/kept-key.js';
import type { AnyRequest, Arguments } from '../request.js';
import { CollectionAt, type CollectionKind, topicOf } from './collection-at.js';
import type { CollectionStore, Item } from './collection-store.js';

type Answer<O extends AnyOperation> = Encodable<O['response']['fields']>;

type Listener = AnyRequest & { readonly fields: { readonly name: string; readonly localOnly: boolean } };

/** What a row does to one of them. */
type Doing<O extends AnyOperation> = (at: CollectionAt, fields: Arguments<O>) => Answer<O>;

export class CollectionRows {
  constructor(readonly kind: CollectionKind) {}

  /** Every row has the name. */
  #at({ fields, partition }: AnyRequest, cluster: Cluster): CollectionAt {
    const { name } = fields as { readonly name: string };
    return new CollectionAt(this.kind, cluster, name, partition);
  }

  reading<O extends AnyOperation>(operation: O, read: Doing<O>): Handler {
    return on(operation, (request, _, cluster) => read(this.#at(request, cluster), request.fields));
  }

  /** The answer waits for the backups where something has changed. */
  changing<O extends AnyOperation>(operation: O, change: Doing<O>): Handler {
    return on(operation, (request, _, cluster) => {
      const at = this.#at(request, cluster);
      const before = at.items;
      const answer = change(at, request.fields);
      request.answer(answer, at.items === before ? [] : at.confirming(request));
      return undefined;
    });
  }

  listening(add: AnyOperation, remove: AnyOperation): readonly Handler[] {
    return [
      {
        operation: add,
        handle: (request, member, cluster) => {
          const listener = request as Listener;
          return cluster.listen(topicOf(this.kind, listener.fields.name), member, listener);
        },
      },
      {
        operation: remove,
        handle: ({ fields }, _, { registrations }) => {
          const { name, registrationId } = fields as { readonly name: string; readonly registrationId: UUID };
          return { response: registrations.remove(topicOf(this.kind, name), registrationId) };
        },
      },
    ];
  }

  service(handlers: readonly Handler[]): Service {
    return {
      handlers,
      destroyed: (cluster, service, name) => {
        if (service === this.kind.service) cluster.registrations.drop(topicOf(this.kind, name));
      },
      merged: (from, into) => this.#merge(from, into),
    };
  }

  /** As `PutIfAbsentMergePolicy`: whole collections, where the larger side has none, or an empty one. Nobody is told. */
  #merge(from: Cluster, into: Cluster): void {
    for (const { id, owner } of from.partitions.all)
      for (const [name, store] of owner.stores.all(id, this.kind.service)) {
        const at = new CollectionAt(this.kind, into, name, id);
        const { items } = store as CollectionStore;
        if (at.items.length === 0 && items.length > 0) at.become(items.map(({ value }) => at.store.newItem(value)));
      }
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
