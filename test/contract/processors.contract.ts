import { describe } from 'vitest';
import { describeOnTaskMembers } from '../support/task-beds.js';
import { journalFilterContract } from './processors/journal-filter.js';
import { processorContract } from './processors/processing.js';

describeOnTaskMembers('Entry processors', cluster => {
  processorContract(cluster);
  describe('predicates and projections of journals', () => journalFilterContract(cluster));
});
