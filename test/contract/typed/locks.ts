import { int16, int32, type LockableStructure, type Storable } from 'hazelrx';
import { concatMap, firstValueFrom as valueOf } from 'rxjs';
import { expect, it } from 'vitest';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

/** A structure by declared types, and without. */
type Of = (
  cluster: SuiteCluster,
  name: string,
) => [LockableStructure<number, unknown>, LockableStructure<Storable, unknown>];

export function typedLocksContract(cluster: SuiteCluster): void {
  const types = { key: int32, value: int16 };
  const onMap: Of = ({ client, otherClient }, name) => [client.getMap(name, types), otherClient.getMap(name)];
  const onMultiMap: Of = ({ client, otherClient }, name) => [
    client.getMultiMap(name, types),
    otherClient.getMultiMap(name),
  ];

  it.each([
    ['map', onMap],
    ['multi-map', onMultiMap],
  ])('are on the key as it is declared (%s)', async (_, of) => {
    const [typed, plain] = of(cluster, uniqueName('typed-locks'));
    const lock = await valueOf(typed.lock(1));
    expect(lock.key).toBe(1);
    expect(await valueOf(plain.isLocked(int32(1)))).toBe(true);
    expect(await valueOf(plain.isLocked(1))).toBe(false);
    expect(await valueOf(typed.tryLock(1))).toBeNull();
    await valueOf(typed.unlock(lock));
    expect(await valueOf(typed.isLocked(1))).toBe(false);
    await valueOf(typed.lock(1));
    await valueOf(plain.forceUnlock(int32(1)));
    expect(await valueOf(typed.isLocked(1))).toBe(false);
  });

  it('give their owner a view with the same types', async () => {
    const name = uniqueName('typed-locks');
    const typed = cluster.client.getMap(name, { key: int32, value: int16 });
    const plain = cluster.otherClient.getMap(name);
    const found = await valueOf(typed.withLock(1, owned => owned.put(1, 10).pipe(concatMap(() => owned.getAll([1])))));
    expect(found).toEqual([[1, 10]]);
    expect(await valueOf(plain.get(int32(1)))).toBe(10);
  });
}
