import type { IMap } from 'hazelcast-client';
import { eventually } from '../../../support/recording.js';
import type { Clients, Seen } from './clients.js';

/** The calls about one key. */
export async function entries({ one, two }: Clients): Promise<Seen> {
  const map = await one.getMap<string, unknown>('node-entries');
  const other = await two.getMap<string, unknown>('node-entries');
  const large = 'large '.repeat(100_000);
  return {
    'put of a new key': await map.put('a', 'first'),
    'put of a known key': await map.put('a', 'second'),
    'get by the other client': await other.get('a'),
    'get of an unknown key': await map.get('none'),
    'set, then get': [await map.set('a', 'third'), await map.get('a')].at(1),
    containsKey: [await map.containsKey('a'), await map.containsKey('none')],
    'putIfAbsent of a known key': await map.putIfAbsent('a', 'fourth'),
    'putIfAbsent of a new key': await map.putIfAbsent('b', 'first'),
    'replace of a known key': await map.replace('a', 'fifth'),
    'replace of an unknown key': await map.replace('none', 'any'),
    'replaceIfSame of another value': await map.replaceIfSame('a', 'not this', 'any'),
    'replaceIfSame of this value': await map.replaceIfSame('a', 'fifth', 'sixth'),
    'tryPut, then get': [await map.tryPut('c', 'tried', 1000), await map.get('c')],
    'tryRemove of a known key': await map.tryRemove('c', 1000),
    'tryRemove of an unknown key': await map.tryRemove('none', 1000),
    'putTransient, then get': [await map.putTransient('d', 'transient'), await map.get('d')].at(1),
    'remove of another value': await map.remove('a', 'not this'),
    'remove of this value': await map.remove('b', 'first'),
    'remove of a known key': await map.remove('a'),
    'remove of an unknown key': await map.remove('a'),
    'evict of a known key': await map.evict('d'),
    'evict of an unknown key': await map.evict('d'),
    'delete, then size': [await map.set('e', 1), await map.delete('e'), await map.size()].at(2),
    'delete of an unknown key': (await map.delete('none')) === undefined,
    values: await read(other, map, [0, -1.5, 'grüße 🌰', '', true, ['a', 'b'], { name: 'x', list: [1, null] }]),
    'a large value': [await map.put('large', large), (await other.get('large')) === large].at(1),
  };
}

async function read(reader: IMap<string, unknown>, writer: IMap<string, unknown>, values: readonly unknown[]) {
  for (const [n, value] of values.entries()) await writer.set(`value-${n}`, value);
  return Promise.all(values.map((_, n) => reader.get(`value-${n}`)));
}

/** The calls about many keys, which are in all partitions. */
export async function many({ one, two, keys }: Clients): Promise<Seen> {
  const map = await one.getMap<string, string>('node-many');
  const other = await two.getMap<string, string>('node-many');
  const seen: Seen = { keys };
  const note = async (what: string) => {
    seen[what] = {
      size: await other.size(),
      isEmpty: await other.isEmpty(),
      keySet: (await other.keySet()).sort(),
      values: [...(await other.values())].sort(),
      entrySet: (await other.entrySet()).sort(byKey),
    };
  };
  await note('nothing');
  await map.putAll(keys.map(key => [key, `of ${key}`]));
  await note('after putAll');
  seen['containsValue'] = [await other.containsValue(`of ${keys.at(-1)}`), await other.containsValue('of none')];
  seen['getAll'] = (await other.getAll([...keys, 'none'])).sort(byKey);
  await Promise.all(keys.map(key => map.put(key, `new of ${key}`)));
  await map.setAll([['extra', 'one more']]);
  await note('after each put');
  await Promise.all(keys.filter((_, n) => n % 3 === 0).map(key => map.remove(key)));
  await note('after some removed');
  await map.evictAll();
  await note('after evictAll');
  await map.putAll(keys.map(key => [key, 'again']));
  await map.clear();
  await note('after clear');
  return seen;
}

const byKey = ([one]: [string, string], [other]: [string, string]): number => (one < other ? -1 : 1);

/** What entries tell of themselves, and how they end. */
export async function times({ one }: Clients): Promise<Seen> {
  const map = await one.getMap<string, string>('node-times-counted');
  const uncounted = await one.getMap<string, string>('node-times');
  await map.put('for ever', 'one');
  await map.put('for ever', 'two');
  await map.get('for ever');
  await map.put('an hour', 'one', 3_600_000);
  await map.set('idle', 'one', 7_200_000, 3_600_000);
  await map.putIfAbsent('idle, too', 'one', 0, 3_600_000);
  await map.put('changed', 'one');
  await uncounted.put('key', 'one');
  await uncounted.get('key');
  const seen: Seen = {
    'view of nothing': await view(map, 'none'),
    'view of an entry': await view(map, 'for ever'),
    'view of one with a time to live': await view(map, 'an hour'),
    'view of one with an idle time': await view(map, 'idle'),
    'view of one with an idle time only': await view(map, 'idle, too'),
    'setTtl, then view': [await map.setTtl('changed', 3_600_000), await view(map, 'changed')],
    'setTtl for ever, then view': [await map.setTtl('changed', 0), await view(map, 'changed')],
    'setTtl of an unknown key': await map.setTtl('none', 1000),
    'view of an entry that is not counted': await view(uncounted, 'key'),
  };
  await map.put('short', 'one', 1000);
  await map.set('short idle', 'one', 0, 1000);
  await map.put('shortened', 'one');
  await map.setTtl('shortened', 1000);
  for (const key of ['short', 'shortened']) seen[`the end of ${key}`] = await eventually(() => map.get(key), isNull);
  seen['size after'] = await eventually(
    () => map.size(),
    size => size <= 5,
  );
  return seen;
}

const isNull = (value: unknown): boolean => value === null;

/** Without the moments, and without the cost, which counts bytes of a Java heap. */
async function view(map: IMap<string, string>, key: string): Promise<unknown> {
  const found = await map.getEntryView(key);
  if (!found) return found;
  const { key: itsKey, value, hits, version, ttl, maxIdle, expirationTime, lastAccessTime, lastUpdateTime } = found;
  return {
    key: itsKey,
    value,
    hits: hits.toNumber(),
    version: version.toNumber(),
    ttl: ttl.toString(),
    maxIdle: maxIdle.toString(),
    ends: expirationTime.toString().length < 19,
    accessed: lastAccessTime.toNumber() > 0,
    updated: lastUpdateTime.toNumber() > 0,
  };
}
