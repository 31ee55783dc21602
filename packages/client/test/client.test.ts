import { mapGet } from '@hazelrx/protocol/operations';
import { describe, expect, it } from 'vitest';
import { connectedTo } from './support/virtual-client.js';

describe('client', () => {
  it('works', async () => {
    const t = await connectedTo(2);
    t.cluster.members.forEach(m => m.on(mapGet, r => r.answer({ response: 'x' })));
    const w = t.watch(t.client.getMap('m').get('k'));
    await t.settle();
    expect(w.values).toEqual(['x']);
    expect(t.scheduler.actions.length).toBe(3);
    t.client.shutdown().subscribe();
    expect(t.scheduler.actions.length).toBe(0);
  });
});
