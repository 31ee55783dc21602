import { AuthenticationError, type ClientConfig, type HazelcastClient } from 'hazelrx';
import {
  clientAddDistributedObjectListener,
  clientGetDistributedObjects,
  mcGetTimedMemberState,
} from 'hazelrx/operations';
import { describe, expect, it } from 'vitest';
import { record } from '../../../../test/support/recording.js';
import { inVirtualTime, type VirtualCluster } from '../support/virtual-cluster.js';

const user = { username: 'admin', password: 'secret' };
const inAscii = { token: { token: 'open sesame' } };
const inBase64 = { token: { token: btoa('open sesame'), encoding: 'base64' as const } };

describe('who is let in', () => {
  const cases: readonly [string, object | undefined, ClientConfig, boolean][] = [
    ['the name of the cluster', undefined, {}, true],
    ['another name', undefined, { clusterName: 'other' }, false],
    ['a user name and password where none are asked for', undefined, { security: { usernamePassword: user } }, false],
    ['a token where none is asked for', undefined, { security: inAscii }, false],
    ['user name and password', { usernamePassword: user }, { security: { usernamePassword: user } }, true],
    ['no user name', { usernamePassword: user }, {}, false],
    ['another user', { usernamePassword: user }, { security: { usernamePassword: { ...user, username: 'x' } } }, false],
    [
      'another password',
      { usernamePassword: user },
      { security: { usernamePassword: { ...user, password: 'x' } } },
      false,
    ],
    ['no password', { usernamePassword: user }, { security: { usernamePassword: { username: 'admin' } } }, false],
    ['a token in place of a password', { usernamePassword: user }, { security: inAscii }, false],
    [
      'user name and password, but another cluster',
      { usernamePassword: user },
      { clusterName: 'other', security: { usernamePassword: user } },
      false,
    ],
    ['the token', { token: 'open sesame' }, { security: inAscii }, true],
    ['the token in base 64', { token: 'open sesame' }, { security: inBase64 }, true],
    ['another token', { token: 'open sesame' }, { security: { token: { token: 'open' } } }, false],
    ['no token', { token: 'open sesame' }, {}, false],
    ['the token, but another cluster', { token: 'open sesame' }, { clusterName: 'other', security: inAscii }, false],
    ['a password in place of a token', { token: 'open sesame' }, { security: { usernamePassword: user } }, false],
    ['either, where both will do', { usernamePassword: user, token: 'open sesame' }, { security: inAscii }, true],
  ];

  it.each(cases)('%s', async (_, security, config, isIn) => {
    const virtual = await inVirtualTime({ members: 2, ...(security && { security }) });
    const client = virtual.client(config);
    if (isIn) return expect(await virtual.ask(client.getMap('m').size())).toBe(0);
    for (const error of [await virtual.refusal(client.connect()), await virtual.refusal(client.getMap('m').size())]) {
      expect(error).toBeInstanceOf(AuthenticationError);
      expect(error.code).toBe('AUTHENTICATION');
      expect(error.message).not.toMatch(/secret|sesame/);
    }
  });
});

/** The structures that a client is told of. */
const objects = async (virtual: VirtualCluster, client: HazelcastClient): Promise<string[]> =>
  (await virtual.ask(client.invoke(clientGetDistributedObjects, {}))).response.map(({ name }) => name);

describe('the structures of a cluster', () => {
  it('are told with their coming and going, once', async () => {
    const virtual = await inVirtualTime({ members: 3 });
    const [client, other] = [await virtual.connected(), await virtual.connected()];
    using told = record(client.listen(clientAddDistributedObjectListener, {}));
    await virtual.clock.advance(0);
    await virtual.ask(client.getMap('a').size());
    await virtual.ask(other.getMap('a').size());
    await virtual.ask(other.getMap('b').size());
    expect(await objects(virtual, client)).toEqual(['a', 'b']);
    await virtual.ask(other.getMap('a').destroy());
    await virtual.ask(client.getMap('a').destroy());
    expect(await objects(virtual, client)).toEqual(['b']);
    expect(told.items.map(({ eventType, name }) => `${eventType} ${name}`)).toEqual([
      'CREATED a',
      'CREATED b',
      'DESTROYED a',
    ]);
    expect(told.items[0]).toMatchObject({ serviceName: 'hz:impl:mapService' });
  });

  it('are told no more to those who left', async () => {
    const virtual = await inVirtualTime({ members: 2 });
    const client = await virtual.connected();
    const told = record(client.listen(clientAddDistributedObjectListener, {}));
    await virtual.clock.advance(0);
    told.stop();
    await virtual.ask(client.getMap('a').size());
    expect(told.items).toEqual([]);
  });

  it('are there as long as one member is', async () => {
    const virtual = await inVirtualTime({ members: 2 });
    const client = await virtual.connected();
    await virtual.ask(client.getMap('a').size());
    await virtual.cluster.kill(0);
    await virtual.clock.advance(1000);
    expect(await objects(virtual, client)).toEqual(['a']);
  });

  it('lose what is in them when they are destroyed', async () => {
    const virtual = await inVirtualTime({ members: 3 });
    const map = (await virtual.connected()).getMap<number, number>('a');
    await virtual.ask(map.putAll(Array.from({ length: 50 }, (_, n) => [n, n] as const)));
    await virtual.ask(map.destroy());
    expect(await virtual.ask(map.size())).toBe(0);
    await virtual.cluster.kill(0);
    expect(await virtual.ask(map.size(), 1000)).toBe(0);
  });
});

describe('what else clients ask members', () => {
  it('is who is connected', async () => {
    const virtual = await inVirtualTime();
    const client = await virtual.connected({ instanceName: 'asking', clientLabels: ['a', 'b'] });
    const state = JSON.parse((await virtual.ask(client.invoke(mcGetTimedMemberState, {}))).timedMemberStateJson!) as {
      timedMemberState: { memberState: { uuid: string; clients: unknown[] } };
    };
    expect(state.timedMemberState.memberState).toMatchObject({
      uuid: virtual.cluster.lives[0]!.uuid.toString(),
      clients: [{ uuid: client.uuid.toString(), name: 'asking', labels: ['a', 'b'], clientType: 'HRX' }],
    });
  });
});
