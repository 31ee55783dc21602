import { describe } from 'vitest';
import { describeOnTaskMembers } from '../support/task-beds.js';
import { journalFilterContract } from './processors/journal-filter.js';
import { orderContract } from './processors/orders.js';
import { processorContract } from './processors/processing.js';

describeOnTaskMembers('Entry processors', cluster => {
  processorContract(cluster);
  describe('orders of pages', () => orderContract(cluster));
  describe('predicates and projections of journals', () => journalFilterContract(cluster));
});
