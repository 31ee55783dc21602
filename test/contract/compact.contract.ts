import { describe } from 'vitest';
import { describeOnClusters } from '../support/clusters.js';
import { eventsContract } from './compact/events.js';
import { itemsContract } from './compact/items.js';
import { keysContract } from './compact/keys.js';
import { valuesContract } from './compact/values.js';

// One client writes, and others read that were told nothing of the types or know them.
describeOnClusters('Compact', cluster => {
  describe('values', () => valuesContract(cluster));
  describe('keys', () => keysContract(cluster));
  describe('events', () => eventsContract(cluster));
  describe('items', () => itemsContract(cluster));
});
