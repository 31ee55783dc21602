import { clientPing, mapGet, mapPut } from '@hazelrx/protocol/operations';
import { describe, expect, it } from 'vitest';
import { IndeterminateError } from '../../src/errors.js';
import { connectedTo } from '../support/virtual-client.js';

const get = { name: 'm', key: 'k', threadId: 0 };
const watchful = {
  properties: { 'hazelcast.client.heartbeat.interval': 1000, 'hazelcast.client.heartbeat.timeout': 4000 },
};

describe('the heartbeat', () => {
  it('pings each member once an interval while nothing else is sent', async () => {
    const t = await connectedTo(2, watchful);
    await t.advance(5000);
    expect(t.cluster.members.map(member => member.of(clientPing).length)).toEqual([5, 5]);
    await t.advance(60_000);
    expect(t.eventsOf('disconnected')).toEqual([]);
  });

  it('does not ping a connection that is used', async () => {
    const t = await connectedTo(2, watchful);
    const [used, idle] = t.cluster.members;
    used!.on(mapGet, call => call.answer({ response: 1 }));
    for (let i = 0; i < 10; i++) {
      t.watch(t.client.invoke(mapGet, get, { partition: 0 }));
      await t.advance(500);
    }
    expect([used!.of(clientPing).length, idle!.of(clientPing).length]).toEqual([0, 5]);
  });

  it('closes a connection that is silent for the timeout; its calls go elsewhere', async () => {
    const t = await connectedTo(2, watchful);
    const [silent, other] = t.cluster.members;
    await t.advance(2000);
    silent!.on(clientPing, () => {});
    other!.on(mapGet, call => call.answer({ response: 'elsewhere' }));
    const call = t.watch(t.client.invoke(mapGet, get, { partition: 0 }));
    const write = t.watch(t.client.invoke(mapPut, { ...get, value: 1, ttl: -1 }, { partition: 0 }));
    await t.advance(3999);
    expect(silent!.links[0]!.open).toBe(true);
    await t.advance(1);
    expect(silent!.links[0]!.open).toBe(false);
    expect(t.eventsOf('disconnected')).toMatchObject([
      { address: silent!.name, error: { code: 'TARGET_DISCONNECTED', reason: expect.stringContaining('4000 ms') } },
    ]);
    expect(call.values).toEqual([{ response: 'elsewhere' }]);
    expect(write.error).toBeInstanceOf(IndeterminateError);
  });

  it('takes anything that arrives for a sign of life', async () => {
    const t = await connectedTo(1, watchful);
    const [member] = t.cluster.members;
    member!.on(clientPing, () => {});
    for (let i = 0; i < 8; i++) {
      await t.advance(2000);
      member!.links[0]!.view!.event('PartitionsView', { version: i + 2, partitions: t.cluster.partitions });
    }
    await t.settle();
    expect(t.eventsOf('disconnected')).toEqual([]);
  });
});
