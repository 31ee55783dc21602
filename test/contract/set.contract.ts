import { describe } from 'vitest';
import { describeOnClusters } from '../support/clusters.js';
import { collectionContract } from './collection/collection.js';
import { collectionEventsContract } from './collection/events.js';
import { setItemsContract } from './collection/set-items.js';
import { setSurvivalContract } from './collection/survival.js';

describeOnClusters('HazelcastSet', cluster => {
  describe('any collection', () => collectionContract(cluster, name => cluster.client.getSet(name), 'Set'));
  describe('items', () => setItemsContract(cluster));
  describe('events', () => collectionEventsContract(cluster, (client, name) => client.getSet(name), 'Set'));
  // Last: its members die.
  describe('when members go', () => setSurvivalContract(cluster));
});
