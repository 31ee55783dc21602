import { type HazelcastClient, int16, int32, int64, Long, SerializationError, string } from 'hazelrx';
import { firstValueFrom as valueOf, type Observable } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

/** Nothing is converted in silence: a value of another type is an error that names both, and where it was. */
export function wrongTypesContract(cluster: SuiteCluster): void {
  it('are told when they are found', async () => {
    const name = uniqueName('wrong');
    const { client, otherClient } = cluster;
    await valueOf(otherClient.getMap(name).set('k', Long.fromNumber(5)));
    const error = await errorOf(client.getMap(name, { key: string, value: int32 }).get('k'));
    expect(error).toBeInstanceOf(SerializationError);
    expect(error).toMatchObject({ operation: 'Map.get', structure: name, typeId: -8 });
    expect(error.message).toMatch(/int32.*Integer.*Long/s);
    // The bytes are there for whoever knows better.
    expect((error as SerializationError).data!.typeId).toBe(-8);
    expect(await valueOf(client.getMap(name, { key: string, value: int64 }).get('k'))).toEqual(Long.fromNumber(5));
  });

  it.each<[string, (client: HazelcastClient, name: string) => [Observable<unknown>, Observable<unknown>]]>([
    ['MultiMap.get', (hz, name) => [hz.getMultiMap(name).put('k', 'text'), hz.getMultiMap(name, { key: string, value: int32 }).get('k')]],
    ['ReplicatedMap.get', (hz, name) => [hz.getReplicatedMap(name).put('k', 'text'), hz.getReplicatedMap(name, { key: string, value: int32 }).get('k')]],
    ['Queue.peek', (hz, name) => [hz.getQueue(name).add('text'), hz.getQueue(name, { value: int32 }).peek()]],
    ['List.get', (hz, name) => [hz.getList(name).add('text'), hz.getList(name, { value: int32 }).get(0)]],
    ['Set.getAll', (hz, name) => [hz.getSet(name).add('text'), hz.getSet(name, { value: int32 }).toArray()]],
    ['Ringbuffer.readOne', (hz, name) => [hz.getRingbuffer(name).add('text'), hz.getRingbuffer(name, { value: int32 }).readOne(0)]],
    ['Map.keySet', (hz, name) => [hz.getMap(name).put('k', 'text'), hz.getMap(name, { key: int32, value: string }).keySet()]],
    ['Map.entrySet', (hz, name) => [hz.getMap(name).put('k', 'text'), hz.getMap(name, { key: string, value: int16 }).entrySet()]],
  ])('are told by %s', async (operation, calls) => {
    const name = uniqueName('wrong');
    const [write$, read$] = calls(cluster.client, name);
    await valueOf(write$);
    const error = await errorOf(read$);
    expect(error).toBeInstanceOf(SerializationError);
    expect(error).toMatchObject({ operation, structure: name, typeId: -11 });
    expect(error.message).toMatch(/int(32|16).*String/s);
  }); // prettier-ignore

  it('are refused before they are sent', async () => {
    const name = uniqueName('wrong');
    const map = cluster.client.getMap(name, { key: int32, value: int16 });
    for (const key of [1.5, 2 ** 31, 'text', null, Long.ONE]) {
      const { code, operation, structure } = await errorOf(map.set(key as never, 1));
      expect([String(key), operation, structure]).toEqual([String(key), 'Map.set', name]);
      expect(['HAZELCAST_SERIALIZATION', 'ILLEGAL_ARGUMENT']).toContain(code);
    }
    expect(await errorOf(map.set(1, 40_000))).toBeInstanceOf(SerializationError);
    expect(await errorOf(map.getAll([1, 'a' as never]))).toBeInstanceOf(SerializationError);
    expect(await errorOf(map.putAll([[1, 40_000]]))).toBeInstanceOf(SerializationError);
    expect(await errorOf(map.putFrom([[1, 40_000]]))).toBeInstanceOf(SerializationError);
    expect(await errorOf(map.lock('text' as never))).toBeInstanceOf(SerializationError);
    expect(await errorOf(map.watch('text' as never))).toBeInstanceOf(SerializationError);
    expect(await errorOf(map.events({ key: 'text' as never }))).toBeInstanceOf(SerializationError);
    expect(await valueOf(map.isEmpty())).toBe(true);
  });

  it('that are no types are refused at once', () => {
    const { client } = cluster;
    const refused = expect.objectContaining({ code: 'ILLEGAL_ARGUMENT', structure: 'm' }) as Error;
    expect(() => client.getMap('m', { key: 'int32', value: string } as never)).toThrow(refused);
    expect(() => client.getMap('m', { key: int32 } as never)).toThrow(refused);
    expect(() => client.getQueue('m', {} as never)).toThrow(refused);
  });

  it('end a stream of events, and leave the others', async () => {
    const name = uniqueName('wrong');
    const { client, otherClient } = cluster;
    const typed$ = client.getMap(name, { key: string, value: int32 }).events({ includeValue: true, signals: true });
    const ended = new Promise<unknown>((resolve, reject) => {
      typed$.subscribe({
        next: event => {
          if (event.type !== 'listening') return;
          valueOf(otherClient.getMap(name).set('k', 'text')).catch(reject);
        },
        error: resolve,
      });
    });
    expect(await ended).toMatchObject({ code: 'HAZELCAST_SERIALIZATION', structure: name, typeId: -11 });
    expect(await valueOf(client.getMap(name).get('k'))).toBe('text');
  });
}
