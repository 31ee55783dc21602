import { type DataInput, type DataOutput, type PortableReader, type PortableWriter, UUID } from '@hazelrx/protocol';
import {
  type HazelcastClient,
  type HazelcastMap,
  int32,
  type Predicate,
  Predicates,
  Projections,
  type Storable,
} from 'hazelrx';
import { mapAddEntryListenerWithPredicate, mapDelete } from 'hazelrx/operations';
import { firstValueFrom as valueOf, take, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ComparedEntry, type EmbeddedCluster, startCluster } from '../../src/index.js';

/** By the length of the key. A client sends it, and members read and call it. */
class ByLength {
  readonly factoryId = 1;
  readonly classId = 2;

  constructor(public sign = 1) {}

  compare({ key: one }: ComparedEntry, { key: other }: ComparedEntry): number {
    return this.sign * ((one as string).length - (other as string).length);
  }

  readData(input: DataInput): void {
    this.sign = input.readInt();
  }

  writeData(output: DataOutput): void {
    output.writeInt(this.sign);
  }
}

class Address {
  readonly factoryId = 3;
  readonly classId = 1;

  constructor(public street = '') {}

  readPortable(reader: PortableReader): void {
    this.street = reader.readString('street')!;
  }

  writePortable(writer: PortableWriter): void {
    writer.writeString('street', this.street);
  }
}

class Person {
  readonly factoryId = 3;
  readonly classId = 2;

  constructor(
    public age = 0,
    public home: Address | null = new Address(),
  ) {}

  readPortable(reader: PortableReader): void {
    this.age = reader.readInt('age');
    this.home = reader.readPortable('home') as Address | null;
  }

  writePortable(writer: PortableWriter): void {
    writer.writeInt('age', this.age);
    writer.writePortable('home', this.home);
    writer.writeIntArray('scores', [this.age, 7]);
  }
}

const serialization = {
  dataSerializableFactories: { 1: () => new ByLength() },
  portableFactories: { 3: (classId: number) => (classId === 1 ? new Address() : new Person()) },
  classDefinitions: [new Person()],
};

describe('a query', () => {
  let cluster: EmbeddedCluster;
  let client: HazelcastClient;

  beforeEach(async () => {
    cluster = await startCluster({
      members: 2,
      serialization: { dataSerializableFactories: { 1: () => new ByLength() } },
    });
    client = cluster.createClient({ serialization });
  });

  afterEach(() => cluster[Symbol.asyncDispose]());

  async function filled(...entries: [string, Storable][]): Promise<HazelcastMap<string, Storable>> {
    const map = client.getMap<string>('map');
    await valueOf(map.setAll(entries));
    return map;
  }

  async function keys(map: HazelcastMap<string, Storable>, predicate: Predicate): Promise<string[]> {
    return (await valueOf(map.keySet(predicate))).toSorted();
  }

  it('looks into Portables of classes that no member knows', async () => {
    const map = await filled(
      ['a', new Person(20, new Address('High Street'))],
      ['b', new Person(30, null)],
      ['c', new Person(40, new Address('Low Street'))],
    );
    expect(await keys(map, Predicates.greaterThan('age', int32(20)))).toEqual(['b', 'c']);
    expect(await keys(map, Predicates.like('home.street', 'H%'))).toEqual(['a']);
    expect(await keys(map, Predicates.equal('home.street', null))).toEqual(['b']);
    expect(await keys(map, Predicates.equal('scores[any]', int32(7)))).toEqual(['a', 'b', 'c']);
    expect(await keys(map, Predicates.sql('scores[0] = 30'))).toEqual(['b']);
    const ages = await valueOf(map.project(Projections.singleAttribute('age')));
    expect(new Set(ages)).toEqual(new Set([20, 30, 40]));
  });

  it('is sorted by comparators of the user', async () => {
    const map = await filled(['three', 3], ['to', 2], ['a', 1], ['four', 4]);
    const paging = Predicates.paging(2, { comparator: new ByLength(-1) });
    expect(await valueOf(map.keySet(paging))).toEqual(['three', 'four']);
    expect(await valueOf(map.keySet(paging.nextPage()))).toEqual(['to', 'a']);
    expect(await valueOf(map.keySet(paging.nextPage()))).toEqual([]);
  });

  it('rewrites NOT, for which an absent value is neither less nor at least', async () => {
    const map = await filled(['less', { n: 1 }], ['more', { n: 9 }], ['absent', {}]);
    const less = Predicates.lessThan('n', int32(5));
    expect(await keys(map, less)).toEqual(['less']);
    expect(await keys(map, Predicates.not(less))).toEqual(['more']);
    await valueOf(map.removeAll(Predicates.not(less)));
    expect(await valueOf(map.keySet())).toEqual(['less']);
  });

  it('says what it cannot answer here', async () => {
    const map = await filled(['a', { inner: { n: 1 } }]);
    await expect(valueOf(map.project(Projections.singleAttribute('inner')))).rejects.toMatchObject({
      code: 'HAZELCAST_SERIALIZATION',
      typeId: -100,
    });
  });
});

describe('a listener with a predicate', () => {
  it('hears what its predicate is true of: of what has gone the old value, which `delete` does not tell', async () => {
    await using cluster = await startCluster();
    await using client = cluster.createClient();
    const map = client.getMap<string, number>('map');
    const heard = valueOf(
      map.events({ predicate: Predicates.greaterThan('this', 5), includeValue: true }).pipe(take(5), toArray()),
    );
    await valueOf(map.size());
    for (const [key, value] of [
      ['a', 1],
      ['a', 6],
      ['a', 2],
      ['b', 7],
      ['c', 8],
    ] as const)
      await valueOf(map.put(key, value));
    await valueOf(map.remove('b'));
    await valueOf(client.invoke(mapDelete, { name: 'map', key: 'c', threadId: 0 }));
    await valueOf(map.put('d', 9));
    expect((await heard).map(event => [event.type, 'key' in event && event.key])).toEqual([
      ['updated', 'a'],
      ['added', 'b'],
      ['added', 'c'],
      ['removed', 'b'],
      ['added', 'd'],
    ]);
  });

  it('hears nothing where its predicate fails, and the change is made; one that cannot be read is refused', async () => {
    await using cluster = await startCluster();
    await using client = cluster.createClient();
    const map = client.getMap<string>('map');
    const heard = valueOf(map.events({ predicate: Predicates.like('this', '%'), includeValue: true }));
    await valueOf(map.put('number', 1));
    await valueOf(map.put('text', 'x'));
    expect(await heard).toMatchObject({ key: 'text' });
    expect(await valueOf(map.get('number'))).toBe(1);
    const request = { name: 'map', predicate: UUID.NIL, includeValue: false, listenerFlags: 1, localOnly: false };
    await expect(valueOf(client.listen(mapAddEntryListenerWithPredicate, request))).rejects.toMatchObject({
      code: 'CLASS_CAST',
    });
  });
});
