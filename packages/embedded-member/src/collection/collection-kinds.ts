import type { CollectionKind } from './collection-at.js';
import { collectionConfig } from './collection-config.js';

export const lists: CollectionKind = {
  service: 'hz:impl:listService',
  config: ({ list }, name) => collectionConfig(list, name),
};

export const sets: CollectionKind = {
  service: 'hz:impl:setService',
  config: ({ set }, name) => collectionConfig(set, name),
};
