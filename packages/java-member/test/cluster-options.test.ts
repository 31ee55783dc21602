import { describe, expect, it } from 'vitest';
import { planCluster } from '../src/cluster-options.js';

describe('planCluster', () => {
  it('asks for one member without SQL and CP', () => {
    expect(planCluster()).toMatchObject({ version: '5.7.0', members: 1, sql: false, cp: false });
  });

  it('gives each cluster a name of its own', () => {
    expect(planCluster().clusterName).not.toBe(planCluster().clusterName);
    expect(planCluster({ clusterName: 'dev' }).clusterName).toBe('dev');
  });

  it('starts at least three members for CP', () => {
    expect(planCluster({ version: '5.3.8', cp: true }).members).toBe(3);
    expect(planCluster({ version: '5.3.8', cp: true, members: 5 }).members).toBe(5);
  });

  it('refuses CP where the community edition has none, in one sentence', () => {
    expect(() => planCluster({ cp: true })).toThrow(
      /^Hazelcast 5\.7\.0 has no CP subsystem in its community edition .*5\.3\.8 for cp\.$/,
    );
    expect(() => planCluster({ cp: true, version: '5.5.0' })).toThrow(RangeError);
  });

  it.each(['latest', '4.2.8', '5.7', '../5.7.0', ''])('refuses the version %j', version => {
    expect(() => planCluster({ version })).toThrow(RangeError);
  });

  it.each([{ members: 0 }, { members: 1.5 }, { port: 0 }, { port: 65_535, members: 2 }, { partitionCount: 0 }])(
    'refuses %j',
    options => {
      expect(() => planCluster(options)).toThrow(RangeError);
    },
  );
});
