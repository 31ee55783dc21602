import { clientLocalBackupListener, mapGet, mapPut, queueOffer, queueTake } from '@hazelrx/protocol/operations';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import { IndeterminateError } from '../../src/errors.js';
import type { ClientConfig } from '../../src/options.js';
import { connectedTo, type VirtualClient } from '../support/virtual-client.js';

const put = { name: 'm', key: 'k', threadId: 0, value: 'v', ttl: -1 };

/** A put on its way to the first of three members. */
async function putting(config: ClientConfig = {}) {
  const t = await connectedTo(3, config);
  const call = t.watch(t.client.invoke(mapPut, put, { partition: 0 }));
  await t.settle();
  const [owner, backup, other] = t.cluster.members;
  return { t, call, owner: owner!, backup: backup!, other: other!, put: owner!.of(mapPut)[0]! };
}

const pendingOf = (t: VirtualClient): number => partsOf(t.client).pending.size;

describe('backup acks', () => {
  it('are waited for as many as the answer says, from whichever members', async () => {
    const { t, call, backup, other, put: sent } = await putting();
    const before = pendingOf(t);
    sent.answer({ response: 'old' }, 2);
    await t.settle();
    expect(call.completed).toBe(false);
    backup.ackBackup(sent);
    await t.settle();
    expect(call.completed).toBe(false);
    other.ackBackup(sent);
    await t.settle();
    expect(call).toMatchObject({ values: [{ response: 'old' }], completed: true });
    expect(pendingOf(t)).toBe(before - 1);
  });

  it('may come before the answer, in part or all of them', async () => {
    const { t, call, backup, other, put: sent } = await putting();
    backup.ackBackup(sent);
    await t.settle();
    sent.answer({ response: 'old' }, 2);
    await t.settle();
    expect(call.completed).toBe(false);
    other.ackBackup(sent);
    await t.settle();
    expect(call.completed).toBe(true);

    const next = t.watch(t.client.invoke(mapPut, put, { partition: 0 }));
    await t.settle();
    const again = t.cluster.of(mapPut)[1]!;
    backup.ackBackup(again);
    await t.settle();
    expect(next.completed).toBe(false);
    again.answer({ response: 'old' }, 1);
    await t.settle();
    expect(next.completed).toBe(true);
  });

  it('that do not come make the answer wait for the backup timeout only', async () => {
    const { t, call, put: sent } = await putting();
    sent.answer({ response: 'old' }, 1);
    await t.advance(4999);
    expect(call.completed).toBe(false);
    await t.advance(1);
    expect(call).toMatchObject({ values: [{ response: 'old' }], completed: true, endedAt: 5000 });
  });

  it('that do not come make the call indeterminate where that was asked for', async () => {
    const {
      t,
      call,
      backup,
      put: sent,
    } = await putting({
      properties: {
        'hazelcast.client.operation.fail.on.indeterminate.state': true,
        'hazelcast.client.operation.backup.timeout.millis': 700,
      },
    });
    sent.answer({ response: 'old' }, 1);
    await t.advance(1000);
    expect(call.error).toBeInstanceOf(IndeterminateError);
    expect(call).toMatchObject({ endedAt: 700, error: { operation: 'Map.put', structure: 'm' } });
    backup.ackBackup(sent);
    await t.settle();
    expect(call.values).toEqual([]);
    expect(partsOf(t.client).invoker.active).toBe(0);
  });

  it('that miss when the connection of the call is lost: that is no success', async () => {
    const { t, call, owner, put: sent } = await putting();
    sent.answer({ response: 'old' }, 1);
    await t.settle();
    owner.kill();
    await t.settle();
    expect(call.values).toEqual([]);
    expect(call.error).toBeInstanceOf(IndeterminateError);
  });

  it('of an earlier try do not count for the next', async () => {
    const { t, call, owner, backup, put: sent } = await putting({ network: { redoOperation: true } });
    backup.ackBackup(sent);
    await t.settle();
    owner.kill();
    await t.settle();
    const again = t.cluster.of(mapPut)[1]!;
    again.answer({ response: 'new' }, 1);
    await t.settle();
    expect(call.completed).toBe(false);
    backup.ackBackup(sent);
    await t.settle();
    expect(call.completed).toBe(false);
    backup.ackBackup(again);
    await t.settle();
    expect(call.values).toEqual([{ response: 'new' }]);
  });

  it('for a call that nobody waits for are ignored', async () => {
    const { t, call, backup, put: sent } = await putting();
    call.subscription.unsubscribe();
    backup.ackBackup(sent);
    await t.settle();
    expect(t.eventsOf('disconnected')).toEqual([]);
  });

  it('are asked for only while every member has a connection', async () => {
    const { t, put: sent, backup } = await putting();
    expect(sent.backupAware).toBe(true);
    backup.up = false;
    backup.links[0]!.cut();
    await t.settle();
    t.watch(t.client.invoke(mapPut, put, { partition: 0 }));
    await t.settle();
    expect(t.cluster.of(mapPut)[1]!.backupAware).toBe(false);
    backup.up = true;
    await t.advance(1000);
    t.watch(t.client.invoke(mapPut, put, { partition: 0 }));
    await t.settle();
    expect(t.cluster.of(mapPut)[2]!.backupAware).toBe(true);
    t.cluster.add().up = false;
    t.cluster.show(...t.cluster.members);
    await t.settle();
    t.watch(t.client.invoke(mapPut, put, { partition: 0 }));
    await t.settle();
    expect(t.cluster.of(mapPut).at(-1)!.backupAware).toBe(false);
  });

  it('are not asked for from the moment a member is known that has no connection', async () => {
    const t = await connectedTo(1);
    const { view } = t.cluster.members[0]!.links[0]!;
    t.cluster.add().up = false;
    t.cluster.view = t.cluster.members;
    view!.event('MembersView', { version: 2, memberInfos: t.cluster.memberInfos });
    await t.settle();
    t.watch(t.client.invoke(mapPut, put));
    await t.settle();
    expect(t.cluster.of(mapPut)[0]!.backupAware).toBe(false);
  });

  it.each<[string, ClientConfig]>([
    ['switched off', { backupAckToClientEnabled: false }],
    ['with one connection only', { network: { smartRouting: false } }],
  ])('are never asked for %s', async (_, config) => {
    const t = await connectedTo(1, config);
    t.watch(t.client.invoke(mapPut, put));
    await t.settle();
    expect(t.cluster.of(mapPut)[0]!.backupAware).toBe(false);
    expect(t.cluster.of(clientLocalBackupListener)).toEqual([]);
  });

  it('do not outlast the time of the call itself', async () => {
    const t = await connectedTo(1);
    const call = t.watch(t.client.invoke(mapGet, { name: 'm', key: 'k', threadId: 0 }, { timeout: 800 }));
    await t.settle();
    t.cluster.of(mapGet)[0]!.answer({ response: 'there' }, 1);
    await t.advance(5000);
    expect(call).toMatchObject({ values: [{ response: 'there' }], endedAt: 800 });
  });

  it.each([true, false])('missing for an abandoned take: it is given back all the same (fail: %s)', async fail => {
    const t = await connectedTo(1, {
      properties: { 'hazelcast.client.operation.fail.on.indeterminate.state': fail },
    });
    const call = t.watch(t.client.invoke(queueTake, { name: 'q' }));
    await t.settle();
    call.subscription.unsubscribe();
    t.cluster.of(queueTake)[0]!.answer({ response: 'item' }, 1);
    await t.advance(5000);
    expect(t.cluster.of(queueOffer).map(({ request }) => request.value)).toEqual(['item']);
    expect(partsOf(t.client).invoker.kept).toBe(0);
  });
});
