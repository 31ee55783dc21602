import type { HazelcastClient } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { mapIsLocked, mapLock, mapTryLock, mapUnlock } from 'hazelrx/operations';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually } from '../../support/recording.js';
import { lockOf, tryLockOf, unlockOf } from './lock-requests.js';

/** What becomes of a lock that a member hands out when nobody waits for it any more. */
export function giveBackContract(cluster: SuiteCluster): void {
  let name: string;

  // Another client has the key.
  beforeEach(async () => {
    name = uniqueName('given-back');
    await valueOf(cluster.otherClient.invoke(mapLock, lockOf(name, 1)));
  });

  const isLocked = async (client: HazelcastClient) =>
    (await valueOf(client.invoke(mapIsLocked, { name, key: 'a' }))).response;

  /** Abandons a call once it waits on the member: what is asked of the same key after it has been answered. */
  async function abandon(client: HazelcastClient, how: 'lock' | 'tryLock'): Promise<void> {
    const request =
      how === 'lock' ? client.invoke(mapLock, lockOf(name, 1)) : client.invoke(mapTryLock, tryLockOf(name, 1, 60_000));
    const waiting = request.subscribe(() => expect.fail('told of a lock after unsubscribing'));
    expect(await isLocked(client)).toBe(true);
    waiting.unsubscribe();
    expect(partsOf(client).invoker.kept).toBe(1);
    expect(partsOf(client).invoker.active).toBe(0);
  }

  it.each(['lock', 'tryLock'] as const)('unlocks what an abandoned %s gets', async how => {
    const { client, otherClient } = cluster;
    await abandon(client, how);
    await valueOf(otherClient.invoke(mapUnlock, unlockOf(name, 1)));
    await eventually(
      () => partsOf(client).invoker.kept,
      kept => kept === 0,
    );
    await eventually(
      () => isLocked(otherClient),
      locked => !locked,
    );
  });

  it('forgets an abandoned tryLock that did not get the key', async () => {
    const { client, otherClient } = cluster;
    client
      .invoke(mapTryLock, tryLockOf(name, 1, 1))
      .subscribe()
      .unsubscribe();
    await eventually(
      () => partsOf(client).invoker.kept,
      kept => kept === 0,
    );
    expect(await isLocked(client)).toBe(true);
    expect(await valueOf(otherClient.invoke(mapUnlock, unlockOf(name, 1)))).toEqual({});
    expect(await isLocked(client)).toBe(false);
  });

  it('keeps nothing when the client ends first', async () => {
    const client = cluster.newClient();
    await valueOf(client.connect());
    await abandon(client, 'lock');
    await valueOf(client.shutdown());
    expect(partsOf(client).invoker.kept).toBe(0);
    expect(partsOf(client).pending.size).toBe(0);
    await valueOf(cluster.otherClient.invoke(mapUnlock, unlockOf(name, 1)));
  });
}
