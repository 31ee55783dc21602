import { UUID } from '@hazelrx/protocol';
import { mapAddEntryListener, mapAddEntryListenerToKey, mapGet } from '@hazelrx/protocol/operations';
import { defer, type Observable, of, Subject, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import type { Member } from '../../src/cluster/members.js';
import { ENTRY_KINDS } from '../../src/structures/entry-event.js';
import { type Change, change, watched } from '../../src/structures/watch.js';
import type { ScriptedMember } from '../support/scripted-member.js';
import { connectedTo } from '../support/virtual-client.js';

/** The bit of an `updated` event. */
const UPDATED = 4;

const inMarbles = (): TestScheduler => new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
const equal = (one: string | null, other: string | null): boolean => one === other;
/** `l`: look. The others are new values, `-` that there is none. */
const changes: Record<string, Change<string | null>> = {
  l: 'look',
  a: { value: 'a' },
  b: { value: 'b' },
  c: { value: 'c' },
  n: { value: null },
};
const values = { a: 'a', b: 'b', c: 'c', n: null };

/** A value that is read: each look gets the next of these answers, the last one again. */
function reading(answers: readonly Observable<string | null>[]) {
  const state = { looks: 0 };
  const current$ = defer(() => answers[Math.min(state.looks++, answers.length - 1)]!);
  return { current$, state };
}

describe('watched', () => {
  it('is silent until it knows where it may look, then tells the value', () => {
    inMarbles().run(({ hot, cold, expectObservable }) => {
      const changes$ = hot<Change<string | null>>('---l---', changes);
      expectObservable(watched(changes$, cold('--(a|)', values), equal)).toBe('-----a-', values);
    });
  });

  it('tells a value that is absent', () => {
    inMarbles().run(({ hot, expectObservable }) => {
      const changes$ = hot<Change<string | null>>('l--a-n-', changes);
      expectObservable(watched(changes$, of(null), equal)).toBe('n--a-n-', values);
    });
  });

  it('tells a new value without looking', () => {
    inMarbles().run(({ hot, flush, expectObservable }) => {
      const { current$, state } = reading([of('a')]);
      const changes$ = hot<Change<string | null>>('l--b-c', changes);
      expectObservable(watched(changes$, current$, equal)).toBe('a--b-c', values);
      flush();
      expect(state.looks).toBe(1);
    });
  });

  it('looks again whenever changes may have been missed', () => {
    inMarbles().run(({ hot, expectObservable }) => {
      const { current$ } = reading([of('a'), of('b')]);
      const changes$ = hot<Change<string | null>>('l---l', changes);
      expectObservable(watched(changes$, current$, equal)).toBe('a---b', values);
    });
  });

  it('tells a value that comes while it looks, and looks again: the answer may be older or newer', () => {
    inMarbles().run(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const answer$ = cold('---(c|)', values);
      const changes$ = hot<Change<string | null>>('l-b------', changes);
      expectObservable(watched(changes$, answer$, equal)).toBe('--b--c---', values);
      expectSubscriptions(answer$.subscriptions).toBe(['^-!------', '--^--!---']);
    });
  });

  it('does so for each of several values that come while it looks', () => {
    inMarbles().run(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const answer$ = cold('---(c|)', values);
      const changes$ = hot<Change<string | null>>('l-b-n----b', changes);
      expectObservable(watched(changes$, answer$, equal)).toBe('--b-n--c-b', values);
      expectSubscriptions(answer$.subscriptions).toBe(['^-!-------', '--^-!-----', '----^--!--']);
    });
  });

  it('begins a look anew when another is needed meanwhile', () => {
    inMarbles().run(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const answer$ = cold('---(a|)', values);
      const changes$ = hot<Change<string | null>>('l-l------', changes);
      expectObservable(watched(changes$, answer$, equal)).toBe('-----a---', values);
      expectSubscriptions(answer$.subscriptions).toBe(['^-!------', '--^--!---']);
    });
  });

  it('tells equal values once, wherever they come from', () => {
    inMarbles().run(({ hot, expectObservable }) => {
      const changes$ = hot<Change<string | null>>('l-a-l-b-b-n-n-l', changes);
      const { current$ } = reading([of('a'), of('a'), of(null)]);
      expectObservable(watched(changes$, current$, equal)).toBe('a-----b---n----', values);
    });
  });

  it('tells a value again after another', () => {
    inMarbles().run(({ hot, expectObservable }) => {
      const changes$ = hot<Change<string | null>>('l-b-a', changes);
      expectObservable(watched(changes$, of('a'), equal)).toBe('a-b-a', values);
    });
  });

  it('asks whether values are the same, not whether they are identical', () => {
    const changes$ = new Subject<Change<{ n: number }>>();
    const got: { n: number }[] = [];
    watched(changes$, of({ n: 2 }), (one, other) => one.n === other.n).subscribe(value => got.push(value));
    for (const n of [1, 1, 2]) changes$.next({ value: { n } });
    changes$.next('look');
    expect(got).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('is one look and one listener for all who subscribe; a late one begins with the latest value', () => {
    inMarbles().run(({ hot, flush, expectObservable, expectSubscriptions }) => {
      const { current$, state } = reading([of('a')]);
      const changes$ = hot<Change<string | null>>('-l-b--c-', changes);
      const shared$ = watched(changes$, current$, equal);
      expectObservable(shared$, '^------!').toBe('-a-b--c-', values);
      expectObservable(shared$, '----^--!').toBe('----b-c-', values);
      expectSubscriptions(changes$.subscriptions).toBe('^------!');
      flush();
      expect(state.looks).toBe(1);
    });
  });

  it('begins anew after the last has left, with nothing of before', () => {
    inMarbles().run(({ hot, expectObservable, expectSubscriptions }) => {
      const changes$ = hot<Change<string | null>>('l-b----l--', changes);
      const { current$ } = reading([of('a'), of('b')]);
      const shared$ = watched(changes$, current$, equal);
      expectObservable(shared$, '^--!').toBe('a-b', values);
      expectObservable(shared$, '-----^---!').toBe('-------b--', values);
      expectSubscriptions(changes$.subscriptions).toBe(['^--!', '-----^---!']);
    });
  });

  it('forgets a look that was under way when the last left', () => {
    inMarbles().run(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const answer$ = cold('----(a|)', values);
      const changes$ = hot<Change<string | null>>('l---b-', changes);
      const shared$ = watched(changes$, answer$, equal);
      expectObservable(shared$, '^-!').toBe('', values);
      expectObservable(shared$, '---^-!').toBe('----b', values);
      expectSubscriptions(answer$.subscriptions).toBe(['^-!']);
    });
  });

  it('ends with what listening fails with, for everybody, and can be begun again', () => {
    inMarbles().run(({ hot, expectObservable }) => {
      const shared$ = watched(hot<Change<string | null>>('l--#', changes), of('a'), equal);
      expectObservable(shared$).toBe('a--#', values);
      expectObservable(shared$, '-^').toBe('-a-#', values);
    });
    let times = 0;
    const again$ = watched<string>(
      defer(() => (times++ === 0 ? throwError(() => new Error('gone')) : of('look' as const))),
      of('a'),
      equal,
    );
    const got: string[] = [];
    const note = { next: (value: string) => got.push(value), error: (error: Error) => got.push(error.message) };
    again$.subscribe(note);
    again$.subscribe(note);
    expect(got).toEqual(['gone', 'a']);
  });

  it('ends with what looking fails with', () => {
    inMarbles().run(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const changes$ = hot<Change<string | null>>('l-----', changes);
      expectObservable(watched(changes$, cold('--#'), equal)).toBe('--#');
      expectSubscriptions(changes$.subscriptions).toBe('^-!');
    });
  });
});

describe('change', () => {
  const member = { uuid: UUID.random() } as Member;
  const isOwner = (uuid: UUID): boolean => uuid.equals(member.uuid);
  const entry = { key: 'k', value: 'new', oldValue: 'old', mergingValue: 'theirs', member };
  const { value: _, ...gone } = entry;

  it.each(['added', 'updated', 'merged', 'loaded'] as const)('is the new value when the entry was %s', type => {
    expect(change({ ...entry, type }, isOwner)).toEqual({ value: 'new' });
  });

  it.each(['removed', 'evicted', 'expired'] as const)('is no value when the entry was %s', type => {
    expect(change({ ...gone, type }, isOwner)).toEqual({ value: null });
  });

  it.each([{ uuid: UUID.random() } as Member, undefined])(
    'is a look when it is told by a member that is not the owner, or not known any more',
    other => {
      expect(change({ ...entry, type: 'updated', member: other }, isOwner)).toBe('look');
      expect(change({ ...gone, type: 'removed', member: other }, isOwner)).toBe('look');
    },
  );

  it.each(['mapCleared', 'mapEvicted'] as const)('is a look, and another, after %s, whoever tells it', type => {
    for (const teller of [member, { uuid: UUID.random() } as Member, undefined]) {
      expect(change({ type, numberOfAffectedEntries: 3, member: teller }, isOwner)).toBe('unordered');
    }
  });

  it('is a look on listening, and on a gap', () => {
    expect(change({ type: 'listening' }, isOwner)).toBe('look');
    expect(change({ type: 'gap', member: UUID.random() }, isOwner)).toBe('look');
  });
});

describe('on the wire', () => {
  /** Watches `k`, of which each member says that it has its own name for a value. */
  async function watching() {
    const t = await connectedTo(2);
    for (const member of t.cluster.members) member.on(mapGet, call => call.answer({ response: member.name }));
    const seen = t.watch(t.client.getMap<string, string>('m').watch('k'));
    await t.settle();
    const owner = t.cluster.of(mapGet)[0]!.member;
    const other = t.cluster.members.find(member => member !== owner)!;
    /** Every registration of the key with a member is told that the value is new now. */
    const tell = async (member: ScriptedMember, value: string): Promise<void> => {
      const uuid = member.uuid;
      const event = { key: 'k', value, oldValue: null, mergingValue: null, eventType: UPDATED, uuid };
      member
        .of(mapAddEntryListenerToKey)
        .at(-1)!
        .event('Entry', { ...event, numberOfAffectedEntries: 1 });
      await t.settle();
    };
    return { t, seen, owner, other, tell, looks: () => t.cluster.of(mapGet).length };
  }

  it('the value is what its owner tells, without looking', async () => {
    const { seen, owner, tell, looks } = await watching();
    const before = looks();
    await tell(owner, 'new');
    expect([seen.values, looks() - before]).toEqual([[owner.name, 'new'], 0]);
  });

  it('what another member tells may be old: it is a reason to look', async () => {
    const { seen, owner, other, tell, looks } = await watching();
    await tell(owner, 'new');
    const before = looks();
    await tell(other, 'old');
    expect([seen.values, looks() - before]).toEqual([[owner.name, 'new', owner.name], 1]);
  });

  it('it looks again when partitions move, and then believes the new owner', async () => {
    const { t, seen, owner, other, tell, looks } = await watching();
    const before = looks();
    other.on(mapGet, call => call.answer({ response: 'moved' }));
    owner.on(mapGet, call => call.answer({ response: 'moved' }));
    t.cluster.show(...t.cluster.view.toReversed());
    await t.settle();
    expect(looks()).toBeGreaterThan(before);
    expect(seen.values).toEqual([owner.name, 'moved']);
    const after = looks();
    await tell(other, 'new');
    expect([seen.values.at(-1), looks()]).toEqual(['new', after]);
    await tell(owner, 'old');
    expect([seen.values.at(-1), looks()]).toEqual(['moved', after + 1]);
  });

  it.each(['mapCleared', 'mapEvicted'] as const)(
    'after %s it looks once more when what came late is there',
    async type => {
      const { t, seen, owner, other, tell, looks } = await watching();
      for (const member of t.cluster.members) member.on(mapGet, call => call.answer({ response: null }));
      const about = { key: null, value: null, oldValue: null, mergingValue: null, uuid: other.uuid };
      other
        .of(mapAddEntryListener)
        .at(-1)!
        .event('Entry', { ...about, eventType: ENTRY_KINDS[type], numberOfAffectedEntries: 1 });
      await t.settle();
      // It happened before: nobody will tell that it is gone.
      await tell(owner, 'late');
      expect(seen.values).toEqual([owner.name, null, 'late']);
      await t.advance(1000);
      expect(seen.values).toEqual([owner.name, null, 'late', null]);
      const after = looks();
      await tell(owner, 'new');
      await t.advance(5000);
      expect([seen.values.at(-1), looks()]).toEqual(['new', after]);
    },
  );

  it('it goes on after a reconnect also where other calls do not wait for it', async () => {
    const t = await connectedTo(1, { connectionStrategy: { reconnectMode: 'ASYNC' } });
    const [member] = t.cluster.members;
    member!.on(mapGet, call => call.answer({ response: 'before' }));
    const seen = t.watch(t.client.getMap<string, string>('m').watch('k'));
    await t.settle();
    member!.on(mapGet, call => call.answer({ response: 'after' }));
    member!.links[0]!.cut();
    await t.advance(10_000);
    expect(seen).toMatchObject({ values: ['before', 'after'], error: undefined, completed: false });
  });

  it('it listens to partitions no more when nobody watches, and ends with the client', async () => {
    const { t, seen, looks } = await watching();
    const before = looks();
    seen.subscription.unsubscribe();
    t.cluster.show(...t.cluster.view.toReversed());
    await t.settle();
    expect(looks()).toBe(before);
    const again = t.watch(t.client.getMap<string, string>('m').watch('k'));
    await t.settle();
    t.client.shutdown().subscribe();
    await t.settle();
    expect(again.trouble.code).toBe('CLIENT_NOT_ACTIVE');
  });
});
