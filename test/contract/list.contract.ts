import { describe } from 'vitest';
import { describeOnClusters } from '../support/clusters.js';
import { collectionContract } from './collection/collection.js';
import { collectionEventsContract } from './collection/events.js';
import { listEventsContract } from './collection/list-events.js';
import { listItemsContract } from './collection/list-items.js';
import { listIterationContract } from './collection/list-iteration.js';
import { listSurvivalContract } from './collection/survival.js';

describeOnClusters('HazelcastList', cluster => {
  describe('any collection', () => collectionContract(cluster, name => cluster.client.getList(name), 'List'));
  describe('items', () => listItemsContract(cluster));
  describe('iteration', () => listIterationContract(cluster));
  describe('events', () => collectionEventsContract(cluster, (client, name) => client.getList(name), 'List'));
  describe('events of places', () => listEventsContract(cluster));
  // Last: its members die.
  describe('when members go', () => listSurvivalContract(cluster));
});
