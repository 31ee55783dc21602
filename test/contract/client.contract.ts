import { describe } from 'vitest';
import { describeOn, describeOnClusters, describeOnReal, realMembers } from '../support/clusters.js';
import { giveBackContract } from './client/give-back.js';
import { invokeContract } from './client/invoke.js';
import { lifecycleContract } from './client/lifecycle.js';
import { limitsContract } from './client/limits.js';
import { listenContract } from './client/listen.js';
import { membershipContract } from './client/membership.js';
import { routingContract } from './client/routing.js';
import { servicesContract } from './client/services.js';
import { sqlContract } from './client/sql.js';

describeOnClusters('HazelcastClient', cluster => {
  describe('life', () => lifecycleContract(cluster));
  describe('routing', () => routingContract(cluster));
  describe('invoke', () => invokeContract(cluster));
  describe('listen', () => listenContract(cluster));
  describe('give-back', () => giveBackContract(cluster));
  describe('limits', () => limitsContract(cluster));
  describe('membership', () => membershipContract(cluster));
});

// Structures that embedded members do not have yet.
describeOnReal('HazelcastClient, rows of other services', cluster => {
  describe('values', () => servicesContract(cluster));
});

describeOn(realMembers('5.7.0', { members: 1, sql: true }), 'SQL rows', sqlContract);
