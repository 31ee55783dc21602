import { Keeping } from '../keeping.js';
import { collectionConfig } from './collection-config.js';
import { CollectionStore } from './collection-store.js';

/** Queues, lists or sets. */
export type CollectionKind = Keeping<CollectionStore>;

export const queues: CollectionKind = new Keeping(
  'hz:impl:queueService',
  ({ queue }, name) => new CollectionStore(collectionConfig(queue, name)),
);

export const lists: CollectionKind = new Keeping(
  'hz:impl:listService',
  ({ list }, name) => new CollectionStore(collectionConfig(list, name)),
);

export const sets: CollectionKind = new Keeping(
  'hz:impl:setService',
  ({ set }, name) => new CollectionStore(collectionConfig(set, name)),
);
