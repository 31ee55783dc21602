import { describe } from 'vitest';
import { describeOnClusters } from '../support/clusters.js';
import { coldContract } from './map/cold.js';
import { entriesContract } from './map/entries.js';
import { eventsContract } from './map/events.js';
import { valuesContract } from './map/values.js';

describeOnClusters('HazelcastMap', cluster => {
  describe('entries', () => entriesContract(cluster));
  describe('cold requests', () => coldContract(cluster));
  describe('keys and values', () => valuesContract(cluster));
  describe('events', () => eventsContract(cluster));
});
