import { expect, it } from 'vitest';
import { checkConfig } from '../src/check-config.js';
import { HazelcastError } from '../src/errors.js';

function refusal(config: unknown): HazelcastError {
  try {
    checkConfig(config);
  } catch (error) {
    if (error instanceof HazelcastError) return error;
    throw error;
  }
  return expect.fail(`accepted ${JSON.stringify(config)}`);
}

it('accepts what it documents', () => {
  checkConfig({});
  checkConfig({
    clusterName: 'dev',
    instanceName: 'me',
    clientLabels: ['a', 'b'],
    network: {
      clusterMembers: ['localhost', '127.0.0.1:5701', '[::1]:5701'],
      smartRouting: false,
      redoOperation: true,
      connectionTimeout: 1,
      ssl: { enabled: true, sslOptions: { rejectUnauthorized: true } },
    },
    connectionStrategy: {
      asyncStart: true,
      reconnectMode: 'ASYNC',
      connectionRetry: {
        initialBackoffMillis: 1,
        maxBackoffMillis: 10,
        multiplier: 1,
        jitter: 1,
        clusterConnectTimeoutMillis: -1,
      },
    },
    security: { usernamePassword: { username: 'u', password: 'p' } },
    loadBalancer: { type: 'CUSTOM', customLoadBalancer: { next: () => undefined } },
    serialization: { defaultNumberType: 'integer', isBigEndian: false },
    backupAckToClientEnabled: false,
    maxPendingInvocations: 1,
    flakeIdGenerators: { 'a*': { prefetchCount: 100_000, prefetchValidityMillis: 0 }, b: {} },
    reliableTopics: { 'a*': { readBatchSize: 1000, overloadPolicy: 'DISCARD_NEWEST' }, b: {} },
    logger: { child: () => {} },
    properties: {
      'hazelcast.client.heartbeat.interval': 1,
      'hazelcast.client.heartbeat.timeout': 2,
      'hazelcast.client.invocation.timeout.millis': 1,
      'hazelcast.client.invocation.retry.pause.millis': 1,
      'hazelcast.client.operation.backup.timeout.millis': 1,
      'hazelcast.client.operation.fail.on.indeterminate.state': true,
      'hazelcast.client.shuffle.member.list': false,
      'hazelcast.discovery.public.ip.enabled': true,
    },
  });
});

it('takes undefined as left out', () => {
  checkConfig({ clusterName: undefined, network: undefined, security: { token: undefined } });
});

it.each([
  [{ clustername: 'dev' }, 'unknown key clustername: did you mean clusterName?'],
  [{ clusterMembers: [] }, /^unknown key clusterMembers/],
  [{ network: { clusterMember: [] } }, 'unknown key network.clusterMember: did you mean clusterMembers?'],
  [{ network: { ssl: { enable: true } } }, 'unknown key network.ssl.enable: did you mean enabled?'],
  [{ connectionStrategy: { reconectMode: 'ON' } }, /connectionStrategy\.reconectMode: did you mean reconnectMode\?$/],
  [
    { properties: { 'hazelcast.client.heartbeat.interval.millis': 1 } },
    /did you mean hazelcast\.client\.heartbeat\.interval\?$/,
  ],
  [{ whatever: 1 }, /^unknown key whatever: known here are clusterName, instanceName, /],
  // What every object inherits is no key of a configuration.
  [{ toString: 1 }, /^unknown key toString/],
  [JSON.parse('{"__proto__":{}}'), /^unknown key __proto__/],
])('refuses an unknown key: %j', (config, reason) => {
  expect(refusal(config)).toMatchObject({
    code: 'INVALID_CONFIGURATION',
    reason: reason instanceof RegExp ? expect.stringMatching(reason) : reason,
  });
});

it.each<[unknown, string]>([
  [undefined, 'the configuration must be an object'],
  [null, 'the configuration must be an object'],
  ['dev', 'the configuration must be an object'],
  [[], 'the configuration must be an object'],
  [{ clusterName: 7 }, 'clusterName must be a string, not 7'],
  [{ clusterName: null }, 'clusterName must be a string, not null'],
  [{ clientLabels: 'a' }, "clientLabels must be a list of strings, not 'a'"],
  [{ clientLabels: ['a', 1] }, 'clientLabels[1] must be a string, not 1'],
  [{ network: [] }, 'network must be an object'],
  [{ network: { clusterMembers: '127.0.0.1' } }, "network.clusterMembers must be a list of addresses, not '127.0.0.1'"],
  [{ network: { smartRouting: 'yes' } }, "network.smartRouting must be true or false, not 'yes'"],
  [{ network: { connectionTimeout: 0 } }, 'network.connectionTimeout must be a number of milliseconds above 0, not 0'],
  [{ network: { connectionTimeout: Number.NaN } }, 'network.connectionTimeout must be a number'],
  [{ network: { connectionTimeout: Infinity } }, 'network.connectionTimeout must be a number'],
  [{ network: { ssl: { sslOptions: null } } }, 'network.ssl.sslOptions must be an object, not null'],
  [{ connectionStrategy: { reconnectMode: 'on' } }, 'connectionStrategy.reconnectMode must be one of OFF, ON, ASYNC'],
  [{ connectionStrategy: { connectionRetry: { jitter: 2 } } }, 'connectionStrategy.connectionRetry.jitter must be'],
  [{ connectionStrategy: { connectionRetry: { multiplier: 0.5 } } }, 'connectionStrategy.connectionRetry.multiplier'],
  [{ security: { token: { token: 7 } } }, 'security.token.token must be a string, not of type number'],
  [{ security: { token: { token: 't', encoding: 'hex' } } }, 'security.token.encoding must be one of ascii, base64'],
  [{ security: { custom: 'secret' } }, 'security.custom must be an object'],
  [{ loadBalancer: { type: 'RANDOMLY' } }, 'loadBalancer.type must be one of ROUND_ROBIN, RANDOM, CUSTOM'],
  [
    { loadBalancer: { customLoadBalancer: {} } },
    'loadBalancer.customLoadBalancer must be an object with a next method',
  ],
  [{ serialization: { defaultNumberType: 'int' } }, 'serialization.defaultNumberType must be one of byte, short'],
  [
    { flakeIdGenerators: { a: { prefetchCount: 0 } } },
    "flakeIdGenerators['a'].prefetchCount must be a whole number from",
  ],
  [{ flakeIdGenerators: { a: { prefetchCount: 100_001 } } }, "flakeIdGenerators['a'].prefetchCount must be a whole"],
  [{ flakeIdGenerators: { a: { prefetchValidityMillis: -1 } } }, "['a'].prefetchValidityMillis must be a number of"],
  [
    { flakeIdGenerators: { a: { prefetchCounts: 1 } } },
    "unknown key flakeIdGenerators['a'].prefetchCounts: did you mean prefetchCount",
  ],
  [{ flakeIdGenerators: { 'a*b*': {} } }, "flakeIdGenerators['a*b*'] must be for a name with at most one *"],
  [
    { reliableTopics: { a: { readBatchSize: 1001 } } },
    "reliableTopics['a'].readBatchSize must be a whole number from 1 to 1000, not 1001",
  ],
  [{ reliableTopics: { a: { overloadPolicy: 'WAIT' } } }, "['a'].overloadPolicy must be one of BLOCK, ERROR, DISCARD_"],
  [
    { reliableTopics: { a: { readBatchsize: 10 } } },
    "unknown key reliableTopics['a'].readBatchsize: did you mean readBatchSize",
  ],
  [{ maxPendingInvocations: 0 }, 'maxPendingInvocations must be a whole number from 1 to 1048576, not 0'],
  [{ maxPendingInvocations: 1.5 }, 'maxPendingInvocations must be a whole number from 1 to 1048576, not 1.5'],
  [{ maxPendingInvocations: 2 ** 21 }, 'maxPendingInvocations must be a whole number from 1 to 1048576'],
  [{ logger: console }, 'logger must be a pino logger'],
  [
    { properties: { 'hazelcast.client.shuffle.member.list': 'false' } },
    "properties.hazelcast.client.shuffle.member.list must be true or false, not 'false'",
  ],
])('refuses a value of the wrong kind: %j', (config, reason) => {
  const error = refusal(config);
  expect(error.code).toBe('INVALID_CONFIGURATION');
  expect(error.reason).toContain(reason);
});

it('takes one kind of credentials', () => {
  const usernamePassword = { username: 'u', password: 'p' };
  expect(refusal({ security: { usernamePassword, token: { token: 't' } } })).toMatchObject({
    code: 'INVALID_CONFIGURATION',
    reason: 'security takes one kind of credentials, not usernamePassword and token',
  });
  expect(refusal({ security: { usernamePassword, custom: {} } }).code).toBe('INVALID_CONFIGURATION');
  checkConfig({ security: { usernamePassword, token: undefined } });
});

it('keeps secrets out of its messages', () => {
  const { message } = refusal({ security: { usernamePassword: 'hunter2' } });
  expect(message).not.toContain('hunter2');
  expect(refusal({ security: { usernamePassword: { username: 'u', password: ['hunter2'] } } }).message).not.toContain(
    'hunter2',
  );
});

it.each([
  { 'hazelcast.client.heartbeat.interval': 5000, 'hazelcast.client.heartbeat.timeout': 4999 },
  { 'hazelcast.client.heartbeat.timeout': 4999 },
  { 'hazelcast.client.heartbeat.interval': 60_001 },
])('refuses a heartbeat timeout shorter than the interval: %j', properties => {
  const error = refusal({ properties });
  expect(error.code).toBe('INVALID_CONFIGURATION');
  expect(error.reason).toContain('hazelcast.client.heartbeat.timeout');
});
