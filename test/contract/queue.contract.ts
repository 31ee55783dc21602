import { describe } from 'vitest';
import { describeOnClusters } from '../support/clusters.js';
import { abandonedContract } from './queue/abandoned.js';
import { deathsContract } from './queue/deaths.js';
import { eventsContract } from './queue/events.js';
import { itemsContract } from './queue/items.js';
import { takesContract } from './queue/takes.js';
import { waitingContract } from './queue/waiting.js';

describeOnClusters('HazelcastQueue', cluster => {
  describe('items', () => itemsContract(cluster));
  describe('waiting', () => waitingContract(cluster));
  describe('takes', () => takesContract(cluster));
  describe('abandoned', () => abandonedContract(cluster));
  describe('events', () => eventsContract(cluster));
});

describeOnClusters('HazelcastQueue, members that die', deathsContract);
