import type { JavaCluster } from '@hazelrx/java-member';
import { describe } from 'vitest';
import { describeOn, realMembers, type SuiteCluster, withSql } from '../support/clusters.js';
import { changesContract } from './sql/changes.js';
import { endsContract } from './sql/ends.js';
import { errorsContract } from './sql/errors.js';
import { officialContract } from './sql/official.js';
import { ownersContract } from './sql/owners.js';
import { rowsContract } from './sql/rows.js';
import { typesContract } from './sql/types.js';

const suite = (cluster: SuiteCluster<JavaCluster>): void => {
  describe('rows', () => rowsContract(cluster));
  describe('types', () => typesContract(cluster));
  describe('changes', () => changesContract(cluster));
  describe('errors', () => errorsContract(cluster));
  describe('ends', () => endsContract(cluster));
  describe('owners of keys', () => ownersContract(cluster));
  describe('beside the official client', () => officialContract(cluster));
};

for (const version of ['5.7.0', '5.3.8']) describeOn(realMembers(version, withSql), 'SQL', suite);
