import { describe } from 'vitest';
import { describeOnClusters, describeOnReal } from '../support/clusters.js';
import { coldContract } from './map/cold.js';
import { consumingContract } from './map/consuming.js';
import { entriesContract } from './map/entries.js';
import { eventsContract } from './map/events.js';
import { expiryContract } from './map/expiry.js';
import { indexesContract } from './map/indexes.js';
import { iterationContract } from './map/iteration.js';
import { lockEndsContract } from './map/lock-ends.js';
import { locksContract } from './map/locks.js';
import { putFromContract } from './map/put-from.js';
import { readsContract } from './map/reads.js';
import { valuesContract } from './map/values.js';
import { watchContract } from './map/watch.js';
import { withLockContract } from './map/with-lock.js';
import { writesContract } from './map/writes.js';

describeOnClusters('HazelcastMap', cluster => {
  describe('entries', () => entriesContract(cluster));
  describe('cold requests', () => coldContract(cluster));
  describe('keys and values', () => valuesContract(cluster));
  describe('writes', () => writesContract(cluster));
  describe('reads', () => readsContract(cluster));
  describe('locks', () => locksContract(cluster));
  describe('withLock', () => withLockContract(cluster));
  describe('iteration', () => iterationContract(cluster));
  describe('iteration with handlers', () => consumingContract(cluster));
  describe('putFrom', () => putFromContract(cluster));
  describe('events', () => eventsContract(cluster));
  describe('watch', () => watchContract(cluster));
  // They spend their seconds waiting.
  describe.concurrent('expiry', () => expiryContract(cluster));
  describe.concurrent('ends of locks', () => lockEndsContract(cluster));
});

describeOnReal('HazelcastMap, indexes', indexesContract);
