import { UUID } from '@hazelrx/protocol';
import { describe, expect, it } from 'vitest';
import { checkConfig } from '../src/check-config.js';
import type { Member } from '../src/cluster/members.js';
import { companionConfig } from '../src/companion.js';

function member(host: string, publicHost?: string): Member {
  return {
    uuid: UUID.random(),
    address: { host, port: 5701 },
    publicAddress: publicHost ? { host: publicHost, port: 31 } : undefined,
    attributes: new Map(),
    liteMember: false,
    version: '5.7.0',
  };
}

describe('companionConfig', () => {
  it('is that of the first, with one connection that is not replaced', () => {
    const config = { clusterName: 'c', connectionStrategy: { asyncStart: true, connectionRetry: { jitter: 0.5 } } };
    const companion = companionConfig(config, 'first', []);
    checkConfig(companion);
    expect(companion).toEqual({
      clusterName: 'c',
      instanceName: 'first-consumer',
      network: { clusterMembers: ['127.0.0.1'], smartRouting: false },
      connectionStrategy: { asyncStart: false, reconnectMode: 'OFF', connectionRetry: { jitter: 0.5 } },
    });
  });

  it('has the same credentials, encryption and serialization', () => {
    const network = { ssl: { enabled: true, sslOptions: { ca: 'ca' } } };
    const security = { usernamePassword: { username: 'user', password: 'secret' } };
    const serialization = { isBigEndian: false };
    const companion = companionConfig({ network, security, serialization }, 'first', [member('a')], member('b'));
    checkConfig(companion);
    expect(companion).toMatchObject({ network, security, serialization });
  });

  it('looks where members are known to be first', () => {
    const config = { network: { clusterMembers: ['seed:5701', 'a:5701'], redoOperation: true } };
    const { network } = companionConfig(config, 'first', [member('a'), member('::1')]);
    expect(network).toEqual({
      clusterMembers: ['a:5701', '[::1]:5701', 'seed:5701'],
      redoOperation: true,
      smartRouting: false,
    });
  });

  it('takes their public addresses where the first does', () => {
    const config = { properties: { 'hazelcast.discovery.public.ip.enabled': true } };
    const { network } = companionConfig(config, 'first', [member('a', 'public'), member('b')]);
    expect(network?.clusterMembers).toEqual(['public:31', 'b:5701', '127.0.0.1']);
  });

  it('looks at home first, in this order', () => {
    const config = { properties: { 'hazelcast.client.heartbeat.interval': 1000 } };
    const { network, properties } = companionConfig(config, 'first', [member('a'), member('b')], member('b'));
    expect(network?.clusterMembers).toEqual(['b:5701', 'a:5701', '127.0.0.1']);
    expect(properties).toEqual({
      'hazelcast.client.heartbeat.interval': 1000,
      'hazelcast.client.shuffle.member.list': false,
    });
    expect(companionConfig(config, 'first', [member('a')]).properties).toBe(config.properties);
  });

  it('looks where the first was told to, where that is to have one connection: it may not reach each member', () => {
    const config = { network: { clusterMembers: ['proxy:5701'], smartRouting: false } };
    const companion = companionConfig(config, 'first', [member('a'), member('b')], member('b'));
    expect(companion.network?.clusterMembers).toEqual(['proxy:5701']);
    expect(companion.properties).toBeUndefined();
  });
});
