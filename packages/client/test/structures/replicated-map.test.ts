import {
  mapPut,
  replicatedMapGet,
  replicatedMapKeySet,
  replicatedMapPut,
  replicatedMapRemove,
  replicatedMapSize,
} from '@hazelrx/protocol/operations';
import type { Observable } from 'rxjs';
import { expect, it } from 'vitest';
import { ScriptedCluster } from '../support/scripted-cluster.js';
import { connectedTo, VirtualClient } from '../support/virtual-client.js';

it('asks one member about the whole map, again and again, and another client asks another one', async () => {
  const asked = new Set<unknown>();
  for (const chance of [0, 0.2, 0.4, 0.6, 0.8]) {
    const t = await new VirtualClient(new ScriptedCluster(3), {}, () => chance).connected();
    for (const member of t.cluster.members) {
      member.on(replicatedMapSize, call => call.answer({ response: 1 }));
      member.on(replicatedMapKeySet, call => call.answer({ response: ['a'] }));
    }
    const map = t.client.getReplicatedMap('r');
    const calls: Observable<unknown>[] = [map.size(), map.size(), map.keySet(), map.size()];
    const answers = calls.map(call$ => t.watch(call$));
    await t.settle();
    expect(answers.every(({ completed }) => completed)).toBe(true);
    const members = [...t.cluster.of(replicatedMapSize), ...t.cluster.of(replicatedMapKeySet)].map(({ member }) =>
      t.cluster.members.indexOf(member),
    );
    expect(members).toHaveLength(4);
    expect(new Set(members).size).toBe(1);
    asked.add(members[0]);
  }
  expect(asked.size).toBeGreaterThan(1);
});

it('asks the owner of a key about it', async () => {
  const t = await connectedTo(3);
  for (const member of t.cluster.members) member.on(replicatedMapGet, call => call.answer({ response: 1 }));
  const map = t.client.getReplicatedMap<string, number>('r');
  const got = Array.from({ length: 30 }, (_, n) => t.watch(map.get(`key-${n}`)));
  await t.settle();
  expect(got.map(({ values }) => values)).toEqual(got.map(() => [1]));
  expect(new Set(t.cluster.of(replicatedMapGet).map(({ member }) => member)).size).toBe(3);
});

it('does not ask to be told of backups, of which it is not told when another member hands a write on', async () => {
  const t = await connectedTo(3);
  const map = t.client.getReplicatedMap<string, number>('r');
  for (const call$ of [map.put('a', 1), map.remove('a'), t.client.getMap('m').put('a', 1)]) t.watch(call$);
  await t.settle();
  const asks = [replicatedMapPut, replicatedMapRemove, mapPut].map(row => t.cluster.of(row)[0]!.backupAware);
  expect(asks).toEqual([false, false, true]);
});
