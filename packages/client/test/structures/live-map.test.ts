import {
  mapAddEntryListener,
  mapAddEntryListenerWithPredicate,
  mapEntriesWithPredicate,
  mapFetchEntries,
  mapGetAll,
  mapRemoveEntryListener,
} from '@hazelrx/protocol/operations';
import { map } from 'rxjs';
import { expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import type { ClientConfig } from '../../src/options.js';
import type { LiveResync } from '../../src/query/live-change.js';
import * as Predicates from '../../src/query/predicates.js';
import { ENTRY_KINDS } from '../../src/structures/entry-event.js';
import { asText } from '../query/scripted-live.js';
import type { ScriptedMember } from '../support/scripted-member.js';
import { connectedTo } from '../support/virtual-client.js';

const END: [number, number][] = [[-1, 6]];
const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** Follows a map of two members that has these entries; a test may change them. */
async function following(predicate?: Parameters<typeof Predicates.not>[0], config?: ClientConfig) {
  const t = await connectedTo(2, config);
  const { router } = partsOf(t.client);
  const entries = new Map(KEYS.map(key => [key, 'one']));
  const inPartition = (id: number): [string, string][] => [...entries].filter(([key]) => router.ofKey(key) === id);
  for (const member of t.cluster.members) {
    member.on(mapFetchEntries, call => call.answer({ iterationPointers: END, entries: inPartition(call.partition) }));
    member.on(mapGetAll, call =>
      call.answer({ response: inPartition(call.partition).filter(([key]) => call.request.keys.includes(key)) }),
    );
    member.on(mapEntriesWithPredicate, call => call.answer({ response: [...entries] }));
  }
  const resyncs: LiveResync[] = [];
  const onResync = (resync: LiveResync): void => void resyncs.push(resync);
  const view$ = t.client.getMap<string, string>('m').live(predicate, { onResync });
  const seen = t.watch(view$.pipe(map(asText)));
  await t.settle();
  const ownerOf = (key: string): ScriptedMember =>
    t.cluster.members.find(({ uuid }) => router.connections.partitions.owner(router.ofKey(key))!.equals(uuid))!;
  /** A member tells that the key has this value now. */
  const tell = async (member: ScriptedMember, key: string, value: string): Promise<void> => {
    const { uuid } = member;
    const event = { key, value, oldValue: null, mergingValue: null, uuid, numberOfAffectedEntries: 1 };
    member
      .of(mapAddEntryListener)
      .at(-1)!
      .event('Entry', { ...event, eventType: ENTRY_KINDS.updated });
    await t.settle();
  };
  /** The partitions that were read, in the order of their numbers. */
  const fetched = (): number[] =>
    t.cluster
      .of(mapFetchEntries)
      .map(({ partition }) => partition)
      .toSorted((one, other) => one - other);
  return { t, seen, entries, resyncs, ownerOf, tell, fetched };
}

it('reads each partition once, and believes what the owner of a key tells', async () => {
  const { t, seen, fetched, ownerOf, tell } = await following();
  expect(fetched()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(seen.values).toHaveLength(1);
  await tell(ownerOf('a'), 'a', 'two');
  await t.advance(5000);
  expect(seen.values.slice(1)).toEqual(['a=two<one']);
  expect([fetched().length, t.cluster.of(mapGetAll).length]).toEqual([6, 0]);
});

it('looks at a key of which another member tells', async () => {
  const { t, seen, entries, ownerOf, tell } = await following();
  const other = t.cluster.members.find(member => member !== ownerOf('a'))!;
  entries.set('a', 'three');
  await tell(other, 'a', 'two');
  await t.advance(100);
  expect(seen.values.slice(1)).toEqual(['a=three<one']);
  expect(t.cluster.of(mapGetAll).map(({ request }) => request.keys)).toEqual([['a']]);
});

it('reads the partitions that have moved', async () => {
  const { t, seen, entries, fetched, resyncs } = await following();
  entries.set('a', 'two');
  t.cluster.show(...t.cluster.view.toReversed());
  await t.advance(100);
  expect(fetched()).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  expect(seen.values.slice(1)).toEqual(['a=two<one']);
  // The same table once more moves nothing.
  t.cluster.show(...t.cluster.view);
  await t.advance(5000);
  expect(resyncs.map(({ causes }) => causes)).toEqual([['moved']]);
});

it('reads all when a connection was lost, and it listens there again: the member may have told of a clear', async () => {
  const { t, seen, entries, fetched, resyncs } = await following();
  for (const key of KEYS) entries.set(key, 'two');
  const [lost] = t.cluster.members;
  lost!.up = false;
  lost!.links[0]!.cut();
  await t.advance(10_000);
  expect(fetched()).toHaveLength(6);
  lost!.up = true;
  await t.advance(2000);
  expect(fetched()).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  expect(seen.values.slice(1).toSorted()).toEqual(KEYS.map(key => `${key}=two<one`));
  expect(resyncs.map(({ causes }) => causes)).toEqual([['gap']]);
});

it('reads all when a member leaves for good', async () => {
  const { t, entries, seen, resyncs } = await following();
  entries.clear();
  const [first, second] = t.cluster.members;
  second!.kill();
  await t.settle();
  t.cluster.show(first!);
  await t.advance(200);
  expect(seen.values.slice(1)).toHaveLength(KEYS.length);
  expect(resyncs).toMatchObject([{ partitions: 6, differences: KEYS.length }]);
});

it('reads all when the only connection was lost that tells of all members', async () => {
  const { t, fetched } = await following(undefined, { network: { smartRouting: false } });
  expect(fetched()).toHaveLength(6);
  t.cluster.members
    .flatMap(({ links }) => links)
    .find(({ open }) => open)!
    .cut();
  await t.advance(5000);
  expect(fetched()).toHaveLength(12);
});

it('asks again what was not answered in time', async () => {
  const { t, seen, entries } = await following();
  const [member] = t.cluster.members;
  let silent = 1;
  member!.on(mapFetchEntries, call => {
    if (silent-- > 0) return;
    call.answer({ iterationPointers: END, entries: [...entries].slice(0, 0) });
  });
  t.cluster.show(...t.cluster.view.toReversed());
  await t.advance(200_000);
  expect(seen).toMatchObject({ error: undefined, completed: false });
  expect(silent).toBeLessThan(0);
});

it('follows what matches by two registrations, one of them for what does not, and ends both', async () => {
  const predicate = Predicates.equal('this', 'one');
  const { t, seen, entries, fetched } = await following(predicate);
  const [first] = t.cluster.members;
  const registered = first!.of(mapAddEntryListenerWithPredicate).map(({ request }) => request);
  expect(registered.map(({ includeValue }) => includeValue)).toEqual([true, false]);
  expect(registered.map(({ listenerFlags }) => listenerFlags & ENTRY_KINDS.mapCleared)).toEqual([64, 0]);
  // One question for all; one for each partition where it is not all.
  const asked = () => t.cluster.of(mapEntriesWithPredicate).length;
  expect([asked(), fetched().length, seen.values.length]).toEqual([1, 0, 1]);
  entries.clear();
  first!.links[0]!.cut();
  await t.advance(3000);
  expect(asked()).toBe(2);
  const third = t.cluster.add();
  third.on(mapEntriesWithPredicate, call => call.answer({ response: [] }));
  t.cluster.show(...t.cluster.view, third);
  await t.advance(5000);
  expect(asked()).toBeGreaterThan(2);
  seen.subscription.unsubscribe();
  await t.settle();
  expect(t.cluster.of(mapRemoveEntryListener)).toHaveLength(6);
});
