import { describe } from 'vitest';
import { describeOnClusters } from '../support/clusters.js';
import { transactionalCollectionsContract } from './transaction/collections.js';
import { transactionEndsContract } from './transaction/ends.js';
import { transactionalMapContract } from './transaction/maps.js';

describeOnClusters('Transactions', cluster => {
  describe('ends', () => transactionEndsContract(cluster));
  describe('maps', () => transactionalMapContract(cluster));
  describe('collections', () => transactionalCollectionsContract(cluster));
});
