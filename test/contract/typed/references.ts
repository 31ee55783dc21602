import { type ConcurrencyBackend, int32, lazy, SerializationError } from 'hazelrx';
import { firstValueFrom as valueOf } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

export function typedReferencesContract(cluster: SuiteCluster, backend: ConcurrencyBackend): void {
  it('has a value of its type', async () => {
    const name = uniqueName('typed-reference');
    const typed = cluster.client.getAtomicReference(name, { value: int32, backend });
    const plain = cluster.otherClient.getAtomicReference(name, { backend });
    expect(await valueOf(typed.get())).toBeNull();
    await valueOf(plain.set(int32(1)));
    expect(await valueOf(typed.get())).toBe(1);
    expect(await valueOf(typed.compareAndSet(1, 2))).toBe(true);
    expect(await valueOf(plain.contains(int32(2)))).toBe(true);
    expect(await valueOf(typed.contains(2))).toBe(true);
    expect(await valueOf(plain.contains(2))).toBe(false);
    expect(await valueOf(typed.getAndSet(3))).toBe(2);
    expect(await valueOf(typed.compareAndSet(3, null))).toBe(true);
    expect(await valueOf(typed.isNull())).toBe(true);
  });

  it('can be lazy', async () => {
    const name = uniqueName('typed-reference');
    const typed = cluster.client.getAtomicReference(name, { value: int32, lazy: true, backend });
    await valueOf(typed.set(lazy(5)));
    const found = (await valueOf(typed.get()))!;
    expect(await valueOf(found.read())).toBe(5);
    expect(await valueOf(typed.compareAndSet(found, lazy(6)))).toBe(true);
    expect(await valueOf(cluster.otherClient.getAtomicReference(name, { backend }).get())).toBe(6);
  });

  it('tells of what is of another type', async () => {
    const name = uniqueName('typed-reference');
    const typed = cluster.client.getAtomicReference(name, { value: int32, backend });
    await valueOf(cluster.otherClient.getAtomicReference(name, { backend }).set('text'));
    const error = await errorOf(typed.get());
    expect(error).toBeInstanceOf(SerializationError);
    expect(error).toMatchObject({ operation: 'AtomicRef.get', structure: name });
    expect(await errorOf(typed.set(1.5))).toMatchObject({ operation: 'AtomicRef.set', structure: name });
  });
}
