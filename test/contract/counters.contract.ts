import { describe } from 'vitest';
import { describeOnClusters } from '../support/clusters.js';
import { cardinalityContract } from './counters/cardinality.js';
import { flakeIdsContract } from './counters/flake-ids.js';
import { pnCounterContract } from './counters/pn-counter.js';

describeOnClusters('Counters', cluster => {
  describe('FlakeIdGenerator', () => flakeIdsContract(cluster));
  describe('CardinalityEstimator', () => cardinalityContract(cluster));
  // Last: a member dies there.
  describe('PNCounter', () => pnCounterContract(cluster));
});
