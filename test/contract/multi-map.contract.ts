import { describe } from 'vitest';
import { describeOnClusters } from '../support/clusters.js';
import { eventsContract } from './multi-map/events.js';
import { locksContract } from './multi-map/locks.js';
import { valuesContract } from './multi-map/values.js';

describeOnClusters('MultiMap', cluster => {
  describe('values', () => valuesContract(cluster));
  describe('locks', () => locksContract(cluster));
  describe('events', () => eventsContract(cluster));
});
