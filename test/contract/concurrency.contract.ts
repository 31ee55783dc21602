import type { ConcurrencyBackend } from 'hazelrx';
import { describe } from 'vitest';
import { describeOn, embeddedMembers, realMembers, type SuiteCluster } from '../support/clusters.js';
import { atomicLongContract } from './concurrency/atomic-long.js';
import { atomicReferenceContract } from './concurrency/atomic-reference.js';
import { countDownLatchContract } from './concurrency/count-down-latch.js';
import { cpContract, cpMembersContract, withoutCpContract } from './concurrency/cp.js';
import { destroyingContract } from './concurrency/destroying.js';
import { idGeneratorContract } from './concurrency/id-generator.js';
import { lockContract } from './concurrency/lock.js';
import { lockLossesContract } from './concurrency/lock-losses.js';
import { lockScopesContract } from './concurrency/lock-scopes.js';
import { permitScopesContract } from './concurrency/permit-scopes.js';
import { semaphoreContract } from './concurrency/semaphore.js';

const NAME = 'Concurrency';

/** The same on both backends. */
function primitives(cluster: SuiteCluster, backend: ConcurrencyBackend): void {
  describe(`FencedLock on ${backend}`, () => {
    lockContract(cluster, backend);
    describe('withLock', () => lockScopesContract(cluster, backend));
    describe('losses', () => lockLossesContract(cluster, backend));
  });
  describe(`Semaphore on ${backend}`, () => {
    semaphoreContract(cluster, backend);
    describe('withPermits', () => permitScopesContract(cluster, backend));
  });
  describe(`AtomicLong on ${backend}`, () => atomicLongContract(cluster, backend));
  describe(`AtomicReference on ${backend}`, () => atomicReferenceContract(cluster, backend));
  describe(`CountDownLatch on ${backend}`, () => countDownLatchContract(cluster, backend));
  describe(`IdGenerator on ${backend}`, () => idGeneratorContract(cluster, backend));
  describe(`destroy on ${backend}`, () => destroyingContract(cluster, backend));
}

const onCp = (cluster: SuiteCluster): void => {
  primitives(cluster, 'cp');
  describe('CP', () => cpContract(cluster));
};
const onMap = (cluster: SuiteCluster): void => primitives(cluster, 'map');

describeOn(embeddedMembers('memory', { members: 3 }), NAME, cluster => {
  onCp(cluster);
  onMap(cluster);
  describe('CP members', () => cpMembersContract(cluster));
});

describeOn(realMembers('5.7.0'), NAME, cluster => {
  onMap(cluster);
  describe('without CP', () => withoutCpContract(cluster));
});

describeOn(realMembers('5.3.8'), NAME, onMap);

// In unsafe mode. Where that has backups, the members answer some unlocks after 5 s only.
const unsafe = { ...realMembers('5.3.8', { members: 1 }), name: 'Hazelcast 5.3.8 unsafe' };
describeOn(unsafe, NAME, onCp);

describeOn(realMembers('5.3.8', { cp: true }), NAME, cluster => {
  onCp(cluster);
  describe('CP members', () => cpMembersContract(cluster));
});
