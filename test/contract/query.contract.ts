import { describe } from 'vitest';
import { describeOnClusters } from '../support/clusters.js';
import { aggregatorsContract } from './query/aggregators.js';
import { errorsContract } from './query/errors.js';
import { predicateEventsContract } from './query/events.js';
import { pagingContract } from './query/paging.js';
import { predicatesContract } from './query/predicates.js';
import { projectionsContract } from './query/projections.js';

describeOnClusters('Queries', cluster => {
  describe('predicates', () => predicatesContract(cluster));
  describe('aggregators', () => aggregatorsContract(cluster));
  describe('projections', () => projectionsContract(cluster));
  describe('pages', () => pagingContract(cluster));
  describe('events', () => predicateEventsContract(cluster));
  describe('errors', () => errorsContract(cluster));
});
