import { mapReplaceIfSame } from '@hazelrx/protocol/operations';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../src/client.js';
import { LONGS } from '../../../src/concurrency/map/map-atomic-long.js';
import { RegisterEntry } from '../../../src/concurrency/map/register-entry.js';
import type { Core } from '../../../src/structures/structure.js';
import { placeOf } from './register-place.js';
import { entriesOf } from './scripted-entries.js';

async function setUp() {
  const entries = await entriesOf();
  const { t } = entries;
  const core = partsOf(t.client) as unknown as Core;
  const { map } = placeOf(core, LONGS);
  const entry = new RegisterEntry(core, map, 'k');
  const [before, after] = [Uint8Array.of(1), Uint8Array.of(2)];
  entries.entries.set('k', before);
  let sent = 0;
  const replace = () =>
    t.watch(entry.replaceIfSame(core.router.data(before), core.router.data(after), () => void sent++));
  return { t, entries, replace, sent: () => sent };
}

describe('the entry of a register', () => {
  it('is replaced by one request', async () => {
    const { t, entries, replace, sent } = await setUp();
    const first = replace();
    await t.settle();
    const second = replace();
    await t.settle();
    expect([first.values, second.values, sent()]).toEqual([[true], [false], 2]);
    expect(entries.entries.get('k')).toEqual(Uint8Array.of(2));
    expect(entries.count(mapReplaceIfSame)).toBe(2);
  });

  it('is told of as sent when its request leaves, and not while that waits for a connection', async () => {
    const { t, replace, sent } = await setUp();
    const [member] = t.cluster.members;
    member!.kill();
    await t.settle();
    const given = replace();
    await t.advance(10_000);
    expect([given.values, sent()]).toEqual([[], 0]);
    const late = replace();
    await t.advance(25_000);
    expect([given.error !== undefined, sent()]).toEqual([true, 0]);
    member!.up = true;
    await t.advance(4000);
    expect([late.values, sent()]).toEqual([[true], 1]);
  });
});
