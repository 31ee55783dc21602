import { mapLock, mapSize, mapUnlock } from 'hazelrx/operations';
import { firstValueFrom as valueOf, lastValueFrom, merge, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { lockOf, unlockOf } from './lock-requests.js';

/** How many calls, how long, and when a write counts as done. */
export function limitsContract(cluster: SuiteCluster): void {
  it('refuses calls beyond maxPendingInvocations', async () => {
    const client = cluster.newClient({ maxPendingInvocations: 2 });
    const name = uniqueName('busy');
    await valueOf(cluster.client.invoke(mapLock, lockOf(name, 1)));
    const waiting = [1, 2].map(owner => record(client.invoke(mapLock, lockOf(name, owner))));
    const error = await errorOf(client.invoke(mapSize, { name }));
    expect(error).toMatchObject({ code: 'HAZELCAST_OVERLOAD', operation: 'Map.size', structure: name });
    await valueOf(client.connect());
    expect(await errorOf(client.invoke(mapSize, { name }))).toMatchObject({ code: 'HAZELCAST_OVERLOAD' });
    waiting[0]!.stop();
    expect(await valueOf(client.invoke(mapSize, { name }))).toEqual({ response: 0 });
    waiting[1]!.stop();
    await valueOf(cluster.client.invoke(mapUnlock, unlockOf(name, 1)));
  });

  it('reaches its structures within the limit', async () => {
    const client = cluster.newClient({ maxPendingInvocations: 1 });
    expect(await valueOf(client.getMap(uniqueName('narrow')).put('a', 1))).toBeNull();
  });

  it('ends a call at its deadline', async () => {
    const { client, otherClient } = cluster;
    const name = uniqueName('late');
    await valueOf(otherClient.invoke(mapLock, lockOf(name, 1)));
    const error = await errorOf(client.invoke(mapLock, lockOf(name, 1), { timeout: 300 }));
    expect(error).toMatchObject({
      code: 'OPERATION_TIMEOUT',
      name: 'TimeoutError',
      operation: 'Map.lock',
      structure: name,
    });
    await valueOf(otherClient.invoke(mapUnlock, unlockOf(name, 1)));
  });

  // With this property a write fails when its backups are not confirmed in time: none of these was ended by the clock.
  it('gets the confirmation of every backup', async () => {
    const client = cluster.newClient({
      properties: { 'hazelcast.client.operation.fail.on.indeterminate.state': true },
    });
    await valueOf(client.connect());
    const map = client.getMap<number, number>(uniqueName('backups'));
    const puts = Array.from({ length: 1000 }, (_, n) => map.put(n, n));
    expect(await lastValueFrom(merge(...puts).pipe(toArray()))).toHaveLength(1000);
    await valueOf(map.putAll(puts.map((_, n) => [n, -n])));
    expect(await valueOf(map.get(999))).toBe(-999);
  });

  it('writes without confirmation of backups where that is turned off', async () => {
    const client = cluster.newClient({ backupAckToClientEnabled: false });
    const map = client.getMap<number, number>(uniqueName('no-acks'));
    expect(await valueOf(map.put(1, 1))).toBeNull();
    expect(await valueOf(map.put(1, 2))).toBe(1);
  });
}
