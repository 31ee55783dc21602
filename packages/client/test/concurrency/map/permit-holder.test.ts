import { mapDelete, mapSet, mapSetTtl } from '@hazelrx/protocol/operations';
import { NEVER, type Observable, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { PermitHolder } from '../../../src/concurrency/map/permit-holder.js';
import type { PermitSession } from '../../../src/concurrency/map/permit-session.js';
import type { ClientConfig } from '../../../src/options.js';
import { scriptedMaps } from './scripted-map.js';

const MAP = 'hazelrx.permit-holders';
const expired = { code: 'SESSION_EXPIRED_EXCEPTION' };

async function setUp(config?: ClientConfig) {
  const maps = await scriptedMaps(config);
  const { t } = maps;
  const holder = new PermitHolder(maps.core);
  const begun = async (): Promise<PermitSession> => {
    const seen = t.watch(holder.within(session => of(session)));
    await t.settle();
    if (seen.error) throw seen.trouble;
    return seen.values[0]!;
  };
  /** A session that is in use from now on. */
  const used = async (): Promise<PermitSession> => {
    const session = await begun();
    session.uses++;
    return session;
  };
  const renewals = (): number => t.cluster.of(mapSetTtl).length;
  await begun();
  await t.advance(10_000);
  return { maps, t, holder, begun, used, renewals, start: t.now };
}

describe('the session of a holder of permits', () => {
  it('has an entry of 30 s before anything is done in it', async () => {
    const { maps, t, holder } = await setUp();
    let entry = (): void => {};
    maps.on(mapSet, (call, done) => (entry = () => (done(), call.answer({}))));
    const seen = t.watch(holder.within(session => of([session.id, maps.keys(MAP)])));
    await t.settle();
    expect(seen.values).toEqual([]);
    entry();
    await t.settle();
    const [[id, keys]] = seen.values as [[string, string[]]];
    expect(keys).toEqual([id]);
    expect(t.cluster.of(mapSet).at(-1)!.request).toMatchObject({ name: MAP, key: id });
    expect(t.cluster.of(mapSet).at(-1)!.request.ttl.toNumber()).toBe(30_000);
  });

  it('is one for all, those that ask at once, too', async () => {
    const { t, holder, begun } = await setUp();
    const before = t.cluster.of(mapSet).length;
    const all = [1, 2].map(() => t.watch(holder.within(session => of(session))));
    await t.settle();
    const third = await begun();
    expect(all.map(({ values }) => values[0] === third)).toEqual([true, true]);
    expect(t.cluster.of(mapSet).length - before).toBe(1);
  });

  it('is renewed every 10 s while it is in use, and ends then', async () => {
    const { maps, t, used, renewals } = await setUp();
    const session = await used();
    const ended = t.watch(session.ended$);
    for (const count of [1, 2, 3, 4, 5]) {
      await t.advance(10_000);
      expect(renewals()).toBe(count);
    }
    expect(maps.keys(MAP)).toEqual([session.id]);
    session.uses--;
    await t.advance(10_000);
    expect(maps.keys(MAP)).toEqual([]);
    expect(ended).toMatchObject({ values: [], completed: true });
    expect(t.scheduler.actions.length).toBeLessThan(5);
  });

  it('is in use while something is done in it', async () => {
    const { t, maps, holder, renewals } = await setUp();
    const working = t.watch(holder.within(() => NEVER));
    await t.advance(20_000);
    expect(renewals()).toBe(2);
    working.subscription.unsubscribe();
    await t.advance(10_000);
    expect(maps.keys(MAP)).toEqual([]);
  });

  it('is begun anew after that', async () => {
    const { t, used, begun } = await setUp();
    const first = await used();
    first.uses--;
    await t.advance(10_000);
    expect(first.over).toBe(true);
    expect((await begun()).id).not.toBe(first.id);
  });

  it('begins under another id where nobody knows whether there is an entry', async () => {
    const { maps, t, begun } = await setUp();
    maps.on(mapSet, (call, done) => (done(), call.refuse('INDETERMINATE_OPERATION_STATE')));
    const session = await begun();
    expect(maps.keys(MAP)).toContain(session.id);
    expect(maps.keys(MAP)).toHaveLength(2);
    await t.advance(30_000);
    expect(maps.keys(MAP)).toEqual([]);
  });

  it('does not begin where there can be no entry', async () => {
    const { maps, begun } = await setUp();
    maps.on(mapSet, call => call.refuse('SPLIT_BRAIN_PROTECTION'));
    await expect(begun()).rejects.toMatchObject({ code: 'SPLIT_BRAIN_PROTECTION' });
    expect((await begun()).over).toBe(false);
  });
});

describe('a session is over', () => {
  it('when its entry is missing: it is not made again', async () => {
    const { maps, t, used, begun } = await setUp();
    const session = await used();
    const ended = t.watch(session.ended$);
    maps.remove(MAP, session.id);
    await t.advance(9999);
    expect(ended.values).toEqual([]);
    await t.advance(1);
    expect(ended).toMatchObject({ values: [expired], completed: true });
    expect(session.over).toBe(true);
    expect(t.watch(session.ended$)).toMatchObject({ values: [expired], completed: true });
    await t.advance(60_000);
    expect(maps.keys(MAP)).toEqual([]);
    expect((await begun()).id).not.toBe(session.id);
  });

  it('before its entry may be, where that cannot be renewed', async () => {
    const { maps, t, used, renewals } = await setUp();
    const session = await used();
    const begun = t.now;
    const ended = t.watch(session.ended$);
    t.cluster.members[0]!.on(mapSetTtl, call => call.refuse('SPLIT_BRAIN_PROTECTION'));
    await t.advance(60_000);
    expect(ended.endedAt).toBe(begun + 28_000);
    expect(ended.values).toMatchObject([expired]);
    // Every second.
    expect(renewals()).toBeGreaterThan(15);
    expect(maps.keys(MAP)).toEqual([]);
  });

  it('counted from when the last renewal was sent that was answered', async () => {
    const { maps, t, used } = await setUp();
    const session = await used();
    const begun = t.now;
    const ended = t.watch(session.ended$);
    maps.on(mapSetTtl, (call, done) => {
      t.scheduler.schedule(() => call.answer(done() as never), 5000);
    });
    await t.advance(16_000);
    t.cluster.members[0]!.on(mapSetTtl, () => {});
    await t.advance(60_000);
    expect(ended.endedAt).toBe(begun + 38_000);
  });

  it('not when a renewal fails, as long as another one succeeds in time', async () => {
    const { maps, t, used } = await setUp();
    const session = await used();
    maps.on(mapSetTtl, ...Array.from({ length: 10 }, () => (call: { refuse(code: 'QUERY'): void }) => call.refuse('QUERY'))); // prettier-ignore
    await t.advance(60_000);
    expect(session.over).toBe(false);
    expect(maps.keys(MAP)).toEqual([session.id]);
  });

  it('with the last connection; its entry is removed when there is one again', async () => {
    const { maps, t, used } = await setUp();
    const session = await used();
    const ended = t.watch(session.ended$);
    t.cluster.members[0]!.links[0]!.cut();
    expect(session.over).toBe(false);
    await t.settle();
    expect(ended.values).toMatchObject([expired]);
    await t.advance(5000);
    expect(maps.keys(MAP)).toEqual([]);
    expect(t.cluster.of(mapDelete).length).toBeGreaterThan(0);
  });

  it('before it is used, where the last connection ended while it was begun', async () => {
    const { maps, t, holder } = await setUp();
    maps.on(mapSet, call => {
      call.refuse('RETRYABLE_HAZELCAST');
      t.scheduler.schedule(() => call.link.cut(), 1);
    });
    const before = t.cluster.of(mapSet).length;
    const seen = t.watch(holder.within(session => of(session.over)));
    await t.advance(5000);
    expect(seen.error ?? seen.values).toEqual([false]);
    const ids = t.cluster.of(mapSet).slice(before).map(({ request }) => request.key); // prettier-ignore
    expect(ids.map(id => id === ids[0])).toEqual([true, true, false]);
    expect(maps.keys(MAP)).toEqual([ids[2]]);
  });
});

describe('a session that is retired', () => {
  it('is renewed as long as it is in use, while another one takes its place', async () => {
    const { maps, t, used, begun } = await setUp();
    const first = await used();
    first.retired = true;
    const second = await used();
    expect(second.id).not.toBe(first.id);
    expect(await begun()).toBe(second);
    await t.advance(60_000);
    expect(maps.keys(MAP).sort()).toEqual([first.id, second.id].sort());
    first.uses--;
    await t.advance(10_000);
    expect(maps.keys(MAP)).toEqual([second.id]);
  });
});

describe('a holder of permits', () => {
  it('knows which ids are missing', async () => {
    const { t, holder, used } = await setUp();
    const { id } = await used();
    const seen = t.watch(holder.missing([id, 'a', 'b']));
    await t.settle();
    expect(seen.values).toEqual([new Set(['a', 'b'])]);
  });

  it('gives up all it holds when it is closed, and holds no more', async () => {
    const { maps, t, holder, used, begun } = await setUp();
    const [first, idle] = [await used(), await used()];
    first.retired = true;
    const second = await used();
    expect(idle).toBe(first);
    const ended = [first, second].map(({ ended$ }) => t.watch(ended$ as Observable<unknown>));
    const closing = t.watch(holder.close());
    await t.settle();
    expect(closing.completed).toBe(true);
    expect(maps.keys(MAP)).toEqual([]);
    for (const { values } of ended) expect(values).toMatchObject([expired]);
    await expect(begun()).rejects.toMatchObject({ code: 'CLIENT_NOT_ACTIVE' });
  });

  it('does not wait long for members that do not answer, nor at all without a connection', async () => {
    const { t, holder, used, maps } = await setUp();
    await used();
    t.cluster.members[0]!.on(mapDelete, () => {});
    const closing = t.watch(holder.close());
    await t.advance(1999);
    expect(closing.completed).toBe(false);
    await t.advance(1);
    expect(closing.completed).toBe(true);
    const other = new PermitHolder(maps.core);
    t.watch(other.within(session => (session.uses++, of(session))));
    await t.settle();
    t.cluster.members[0]!.kill();
    await t.settle();
    expect(t.watch(other.close()).completed).toBe(true);
  });

  it('has nothing left when the client ends', async () => {
    const { t, used } = await setUp();
    const session = await used();
    const ended = t.watch(session.ended$);
    t.client.shutdown().subscribe();
    await t.settle();
    expect(ended.values).toMatchObject([expired]);
    expect(t.scheduler.actions).toEqual([]);
  });
});
