import { describe } from 'vitest';
import { describeOnClusters } from '../support/clusters.js';
import { journalCheckpointContract } from './journal/checkpoints.js';
import { journalConsumingContract } from './journal/consuming.js';
import { journalEventsContract } from './journal/events.js';

describeOnClusters('Event journal', cluster => {
  describe('events', () => journalEventsContract(cluster));
  describe('checkpoints', () => journalCheckpointContract(cluster));
  describe('consume', () => journalConsumingContract(cluster));
});
