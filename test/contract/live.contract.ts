import { describe } from 'vitest';
import { describeOnClusters } from '../support/clusters.js';
import { liveChangesContract } from './live/changes.js';
import { liveFaultsContract } from './live/faults.js';
import { liveMatchesContract } from './live/matches.js';
import { liveTypesContract } from './live/types.js';

describeOnClusters('live views', cluster => {
  describe('of a map', () => liveChangesContract(cluster));
  describe('of what a predicate matches', () => liveMatchesContract(cluster));
  describe('of any keys and values', () => liveTypesContract(cluster));
  describe('through faults', () => liveFaultsContract(cluster));
});
