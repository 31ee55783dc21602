import { Long, UUID } from 'hazelrx';
import {
  mapEntrySet,
  mapFetchKeys,
  mapGet,
  mapPut,
  mapRemove,
  mapSize,
  mapUnlock,
  mcGetTimedMemberState,
  topicPublish,
} from 'hazelrx/operations';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { unlockOf } from './lock-requests.js';

/** Rows through the open door, and where they go. */
export function invokeContract(cluster: SuiteCluster): void {
  let name: string;

  beforeEach(() => {
    name = uniqueName('invoke');
  });

  it('works a map', async () => {
    const { client } = cluster;
    const key = 'k';
    const put = { name, key, threadId: 0 };
    expect(await valueOf(client.invoke(mapPut, { ...put, value: 'a', ttl: -1 }))).toEqual({ response: null });
    expect(await valueOf(client.invoke(mapPut, { ...put, value: { b: 1 }, ttl: -1n }))).toEqual({ response: 'a' });
    expect(await valueOf(client.invoke(mapPut, { ...put, key: 1, value: [2], ttl: Long.NEG_ONE }))).toEqual({
      response: null,
    });
    expect(await valueOf(client.invoke(mapSize, { name }))).toEqual({ response: 2 });
    const { response: entries } = await valueOf(client.invoke(mapEntrySet, { name }));
    const stored: [unknown, unknown][] = [
      [key, { b: 1 }],
      [1, [2]],
    ];
    expect(new Map(entries)).toEqual(new Map(stored));
    expect(await valueOf(client.invoke(mapGet, { name, key, threadId: 0 }))).toEqual({ response: { b: 1 } });
    expect(await valueOf(client.invoke(mapRemove, { name, key, threadId: 0 }))).toEqual({ response: { b: 1 } });
    expect(await valueOf(client.invoke(mapGet, { name, key, threadId: 0 }))).toEqual({ response: null });
  });

  it('publishes', async () => {
    expect(await valueOf(cluster.client.invoke(topicPublish, { name, message: 'hello' }))).toEqual({});
  });

  it('goes to the partition named', async () => {
    const { client } = cluster;
    const map = client.getMap<string, number>(name);
    await valueOf(map.set('a', 1));
    const { router } = partsOf(client);
    const keysIn = (partition: number) =>
      valueOf(client.invoke(mapFetchKeys, { name, iterationPointers: [[2 ** 31 - 1, -1]], batch: 10 }, { partition }));
    const home = router.ofKey('a');
    expect((await keysIn(home)).keys).toEqual(['a']);
    expect((await keysIn((home + 1) % 271)).keys).toEqual([]);
    const byKey = client.invoke(
      mapFetchKeys,
      { name, iterationPointers: [[2 ** 31 - 1, -1]], batch: 10 },
      { key: 'a' },
    );
    expect((await valueOf(byKey)).keys).toEqual(['a']);
  });

  it('goes to the member named', async () => {
    const { client } = cluster;
    await valueOf(client.connect());
    for (const { uuid: member } of await valueOf(client.members$)) {
      const { timedMemberStateJson } = await valueOf(client.invoke(mcGetTimedMemberState, {}, { member }));
      expect(timedMemberStateJson).toContain(`"uuid":"${member.toString()}"`);
    }
  });

  it('knows no other member', async () => {
    const error = await errorOf(cluster.client.invoke(mapSize, { name }, { member: UUID.random() }));
    expect(error).toMatchObject({ code: 'TARGET_NOT_MEMBER', operation: 'Map.size', structure: name });
  });

  it('needs to be told where a row goes that does not say it', async () => {
    const row = { name, iterationPointers: [], batch: 1 };
    const error = await errorOf(cluster.client.invoke(mapFetchKeys, row));
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.fetchKeys', structure: name });
    expect(error.message).toMatch(/\{ partition \}/);
  });

  it.each([-1, 271, 1.5, Number.NaN])('knows no partition %d', async partition => {
    const row = { name, iterationPointers: [], batch: 1 };
    const error = await errorOf(cluster.client.invoke(mapFetchKeys, row, { partition }));
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.fetchKeys' });
  });

  it.each<[string, object]>([
    ['a missing string', {}],
    ['a number for a string', { name: 7 }],
    ['null for a string', { name: null }],
  ])('refuses %s', async (_, request) => {
    const error = await errorOf(cluster.client.invoke(mapSize, request as { name: string }));
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.size' });
  });

  it('refuses a missing value', async () => {
    const request = { name } as { name: string; message: string };
    expect(await errorOf(cluster.client.invoke(topicPublish, request))).toMatchObject({
      code: 'ILLEGAL_ARGUMENT',
      operation: 'Topic.publish',
      structure: name,
    });
  });

  it("tells the member's error with its stack", async () => {
    const error = await errorOf(cluster.client.invoke(mapUnlock, unlockOf(name, 1)));
    expect(error).toMatchObject({ code: 'ILLEGAL_MONITOR_STATE', operation: 'Map.unlock', structure: name });
    expect(error.memberStack).toMatch(/^java\.lang\.IllegalMonitorStateException: ./);
    expect(error.memberStack).toMatch(cluster.traits.stack);
  });

  it('is cold', async () => {
    const put = cluster.client.invoke(mapPut, { name, key: 'k', value: 1, threadId: 0, ttl: -1 });
    expect(await valueOf(cluster.client.invoke(mapSize, { name }))).toEqual({ response: 0 });
    expect(await valueOf(put)).toEqual({ response: null });
    expect(await valueOf(put)).toEqual({ response: 1 });
  });
}
