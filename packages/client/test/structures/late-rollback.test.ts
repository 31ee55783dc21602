import { mapAddEntryListener } from '@hazelrx/protocol/operations';
import { beforeEach, describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import { rolledBackLate } from '../../src/structures/late-rollback.js';
import type { Received, ScriptedMember } from '../support/scripted-member.js';
import { connectedTo, type VirtualClient, type Watched } from '../support/virtual-client.js';

describe('rolledBackLate', () => {
  let virtual: VirtualClient;
  let member: ScriptedMember;
  let open: Received<typeof mapAddEntryListener>[];

  beforeEach(async () => {
    virtual = await connectedTo(2);
    [member] = virtual.cluster.members as [ScriptedMember];
    open = [];
    member.on(mapAddEntryListener, call => void open.push(call));
    await virtual.settle();
  });

  const connection = () => partsOf(virtual.client).router.connections.ofMember(member.uuid)!;
  const pending = () => partsOf(virtual.client).pending.on(connection()).length;

  async function begun(): Promise<Watched<undefined>> {
    const late = virtual.watch(rolledBackLate(connection()));
    await virtual.settle();
    return late;
  }

  it('registers on all members, by way of this one, and tells when it has, all of them', async () => {
    const before = pending();
    const late = await begun();
    expect(
      open.map(({ request, link }) => [request.name, request.localOnly, request.includeValue, link.member]),
    ).toEqual(Array.from({ length: 16 }, () => ['hazelrx.consumers', false, false, member]));
    // Of no kind of event.
    expect(open.every(({ request }) => request.listenerFlags === 0)).toBe(true);
    for (const call of open.slice(1)) call.answer({ response: member.uuid });
    await virtual.settle();
    expect(late.values).toEqual([]);
    open[0]!.answer({ response: member.uuid });
    await virtual.settle();
    expect([late.values, late.completed, pending()]).toEqual([[undefined], true, before]);
  });

  it('fails when one is refused, and with the connection', async () => {
    const refused = await begun();
    open[7]!.refuse('ACCESS_CONTROL');
    await virtual.settle();
    expect(refused.trouble).toMatchObject({ code: 'ACCESS_CONTROL', structure: 'hazelrx.consumers' });
    const lost = await begun();
    member.kill();
    await virtual.settle();
    expect(lost.trouble.code).toBe('TARGET_DISCONNECTED');
  });

  it('waits for nothing when it is left', async () => {
    const before = pending();
    const late = await begun();
    expect(pending()).toBe(before + 16);
    late.subscription.unsubscribe();
    expect(pending()).toBe(before);
  });
});
