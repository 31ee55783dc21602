import { describe } from 'vitest';
import { describeOn, describeOnClusters, embeddedMembers, realMembers } from '../support/clusters.js';
import { typedBuffersContract } from './typed/buffers.js';
import { typedCollectionsContract } from './typed/collections.js';
import { typedCompactContract } from './typed/compact.js';
import { typedEntriesContract } from './typed/entries.js';
import { typedEventsContract } from './typed/events.js';
import { lazyContract } from './typed/lazy.js';
import { typedLocksContract } from './typed/locks.js';
import { typedMapsContract } from './typed/maps.js';
import { typedReferencesContract } from './typed/references.js';
import { typedTransactionsContract } from './typed/transactions.js';
import { wrongTypesContract } from './typed/wrong-types.js';

const NAME = 'Declared types';

describeOnClusters(NAME, cluster => {
  describe('keys and values of maps', () => typedMapsContract(cluster));
  describe('many entries', () => typedEntriesContract(cluster));
  describe('events', () => typedEventsContract(cluster));
  describe('locks', () => typedLocksContract(cluster));
  describe('queues, lists and sets', () => typedCollectionsContract(cluster));
  describe('ringbuffers and topics', () => typedBuffersContract(cluster));
  describe('lazy values', () => lazyContract(cluster));
  describe('transactions', () => typedTransactionsContract(cluster));
  describe('AtomicReference on map', () => typedReferencesContract(cluster, 'map'));
  describe('other types than declared', () => wrongTypesContract(cluster));
  describe('Compact', () => typedCompactContract(cluster));
});

describeOn(embeddedMembers('memory', { members: 3 }), `${NAME}, AtomicReference on cp`, cluster =>
  typedReferencesContract(cluster, 'cp'),
);
const unsafe = { ...realMembers('5.3.8', { members: 1 }), name: 'Hazelcast 5.3.8 unsafe' };
describeOn(unsafe, `${NAME}, AtomicReference on cp`, cluster => typedReferencesContract(cluster, 'cp'));
