import { describe, expect, it } from 'vitest';
import { planCluster, type ClusterOptions } from '../src/cluster-options.js';
import { memberConfig, merge } from '../src/member-config.js';

const place = { port: 20_001, peers: ['127.0.0.1:20001', '127.0.0.1:20002'] };
const configOf = (options: ClusterOptions = {}) => memberConfig(planCluster(options), place).hazelcast;

describe('memberConfig', () => {
  it('keeps the member on the loopback, on its port, with the members it is told of', () => {
    expect(configOf().network).toEqual({
      port: { port: 20_001, 'auto-increment': false },
      interfaces: { enabled: true, interfaces: ['127.0.0.1'] },
      join: {
        'auto-detection': { enabled: false },
        multicast: { enabled: false },
        'tcp-ip': { enabled: true, 'member-list': place.peers },
      },
    });
    expect(configOf().properties).toMatchObject({
      'hazelcast.phone.home.enabled': 'false',
      'hazelcast.socket.bind.any': 'false',
    });
  });

  it('enables Jet only for SQL', () => {
    expect(configOf().jet).toEqual({ enabled: false });
    expect(configOf({ sql: true }).jet).toEqual({ enabled: true });
  });

  it('has a CP section only when asked', () => {
    expect(configOf()).not.toHaveProperty('cp-subsystem');
    expect(configOf({ version: '5.3.8', cp: true })['cp-subsystem']).toEqual({
      'cp-member-count': 3,
      'session-time-to-live-seconds': 15,
      'session-heartbeat-interval-seconds': 1,
    });
  });

  it('sets the partition count', () => {
    expect(configOf({ partitionCount: 11 }).properties).toMatchObject({ 'hazelcast.partition.count': '11' });
  });

  it('lets an object win, key by key', () => {
    const config = configOf({ config: { network: { port: { 'port-count': 3 } }, map: { m: { 'backup-count': 0 } } } });
    expect(config).toMatchObject({
      network: { port: { port: 20_001, 'port-count': 3 }, interfaces: { enabled: true } },
      map: { m: { 'backup-count': 0 } },
    });
  });

  it('imports text', () => {
    const plan = planCluster({ config: 'hazelcast: {}' });
    expect(memberConfig(plan, { ...place, imported: '/tmp/x.yaml' }).hazelcast.import).toEqual(['/tmp/x.yaml']);
    expect(configOf()).not.toHaveProperty('import');
  });
});

describe('merge', () => {
  it('replaces lists and scalars and leaves its arguments alone', () => {
    const base = { list: [1, 2], section: { kept: 1, replaced: 1 }, scalar: 1 };
    const merged = merge(base, { list: [3], section: { replaced: 2 }, scalar: { now: 'a section' } });
    expect(merged).toEqual({ list: [3], section: { kept: 1, replaced: 2 }, scalar: { now: 'a section' } });
    expect(base).toEqual({ list: [1, 2], section: { kept: 1, replaced: 1 }, scalar: 1 });
  });
});
