import type { EntryEvent, IMap, MapEvent, MapListener } from 'hazelcast-client';
import { eventually } from '../../../support/recording.js';
import type { Clients, Seen } from './clients.js';

type Kind = 'added' | 'updated' | 'removed' | 'evicted' | 'expired';

const kinds: readonly Kind[] = ['added', 'updated', 'removed', 'evicted', 'expired'];

/** What a listener was told. The order of events is a matter of each key. */
class Heard {
  readonly #ofKeys: Record<string, string[]> = {};
  readonly #ofMap: string[] = [];

  /** A listener to these kinds of events and, if asked, to those of the whole map. */
  listener(of: readonly Kind[], wholeMap = false): MapListener<string, string> {
    const listener: MapListener<string, string> = {};
    for (const kind of of) listener[kind] = (event: EntryEvent<string, string>) => this.#entry(kind, event);
    if (!wholeMap) return listener;
    listener.mapCleared = (event: MapEvent) => this.#map('cleared', event);
    listener.mapEvicted = (event: MapEvent) => this.#map('evicted', event);
    return listener;
  }

  #entry(kind: Kind, { key, value, oldValue, mergingValue, member }: EntryEvent<string, string>): void {
    const merging = mergingValue === null ? '' : ` merging ${mergingValue}`;
    (this.#ofKeys[key] ??= []).push(`${kind} ${oldValue} → ${value}${merging}${member ? '' : ' from nowhere'}`);
  }

  #map(what: string, { numberOfAffectedEntries, member }: MapEvent): void {
    this.#ofMap.push(`${what} ${numberOfAffectedEntries}${member ? '' : ' from nowhere'}`);
  }

  of(key: string): readonly string[] {
    return this.#ofKeys[key] ?? [];
  }

  /** Resolves as soon as so much has been heard of the map. */
  async ofMap(count: number): Promise<void> {
    await eventually(
      () => this.#ofMap,
      heard => heard.length >= count,
    );
  }

  /** Resolves as soon as the last of a key has been heard. */
  async last(key: string, start: string): Promise<void> {
    await eventually(
      () => this.of(key),
      heard => heard.at(-1)?.startsWith(start) ?? false,
    );
  }

  async asMuchAs(other: Heard, key: string): Promise<void> {
    await eventually(
      () => this.of(key),
      heard => heard.length >= other.of(key).length,
    );
  }

  get all(): unknown {
    return { keys: this.#ofKeys, map: this.#ofMap };
  }
}

/** One client listens, both act. Each key ends with a value of its own, so that nothing of it can come later. */
export async function events({ one, two, keys }: Clients): Promise<Seen> {
  const map = await one.getMap<string, string>('node-events');
  const other = await two.getMap<string, string>('node-events');
  const [all, ofKey, without, removed] = [new Heard(), new Heard(), new Heard(), new Heard()];
  await map.addEntryListener(all.listener(kinds, true), undefined, true);
  await map.addEntryListener(ofKey.listener(['added', 'removed']), 'put', true);
  await map.addEntryListener(without.listener(kinds));
  const removal = await map.addEntryListener(removed.listener(kinds, true), undefined, true);
  await other.set('before the removal', 'heard');
  await removed.last('before the removal', 'added');
  const removals = [await map.removeEntryListener(removal), await map.removeEntryListener(removal)];
  await goAway(other, all, keys);
  const acted = [...new Set([...(await act(map)), ...(await act(other)), ...keys])];
  await Promise.all(keys.map(key => map.set(key, 'of all')));
  await Promise.all(acted.map(key => other.set(key, 'last')));
  await Promise.all(acted.map(key => other.remove(key)));
  await Promise.all(acted.map(key => all.last(key, 'removed last')));
  await Promise.all(acted.map(key => without.asMuchAs(all, key)));
  await ofKey.last('put', 'removed last');
  return {
    'to all, with values': all.all,
    'to a key': ofKey.all,
    'to all, without values': without.all,
    'to a listener that is removed': removed.all,
    'what the removals said': removals,
    ...(await afterDestruction(map, other)),
  };
}

/** All entries go at once, twice. */
async function goAway(map: IMap<string, string>, heard: Heard, keys: readonly string[]): Promise<void> {
  await map.putAll(keys.slice(0, 10).map(key => [key, 'before']));
  await map.evictAll();
  await heard.ofMap(1);
  await map.putAll(keys.slice(0, 5).map(key => [key, 'between']));
  await map.clear();
  await heard.ofMap(2);
}

/** Returns the keys of which something is heard. */
async function act(map: IMap<string, string>): Promise<string[]> {
  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    put: async () => [await map.put('put', '1'), await map.put('put', '2'), await map.remove('put')],
    set: async () => [await map.set('set', '1'), await map.set('set', '1'), await map.delete('set')],
    putIfAbsent: async () => [await map.putIfAbsent('putIfAbsent', '1'), await map.putIfAbsent('putIfAbsent', '2')],
    replace: async () => [
      await map.replace('replace', '1'),
      await map.set('replace', '2'),
      await map.replace('replace', '3'),
    ],
    replaceIfSame: async () => [
      await map.set('replaceIfSame', '1'),
      await map.replaceIfSame('replaceIfSame', '0', '2'),
      await map.replaceIfSame('replaceIfSame', '1', '3'),
    ],
    removeIfSame: async () => [
      await map.set('removeIfSame', '1'),
      await map.remove('removeIfSame', '0'),
      await map.remove('removeIfSame', '1'),
    ],
    tryPut: async () => [await map.tryPut('tryPut', '1', 1000), await map.tryRemove('tryPut', 1000)],
    putTransient: async () => [
      await map.putTransient('putTransient', '1'),
      await map.putTransient('putTransient', '2'),
    ],
    putAll: async () => [await map.putAll([['putAll', '1']]), await map.putAll([['putAll', '2']])],
    setAll: async () => [await map.setAll([['setAll', '1']]), await map.setAll([['setAll', '2']])],
    evict: async () => [await map.set('evict', '1'), await map.evict('evict'), await map.evict('evict')],
    setTtl: async () => [await map.set('setTtl', '1'), await map.setTtl('setTtl', 3_600_000)],
    ofNothing: async () => [await map.remove('ofNothing'), await map.delete('ofNothing'), await map.get('ofNothing')],
    expiring: async () => [
      await map.set('expiring', '1', 1000),
      await eventually(
        () => map.containsKey('expiring'),
        is => !is,
      ),
    ],
  };
  await Promise.all(Object.values(calls).map(call => call()));
  return Object.keys(calls);
}

/** Listeners end with their structure. */
async function afterDestruction(map: IMap<string, string>, other: IMap<string, string>): Promise<Seen> {
  const [old, fresh] = [new Heard(), new Heard()];
  await map.addEntryListener(old.listener(kinds), undefined, true);
  await other.set('destroyed', '1');
  await old.last('destroyed', 'added');
  await other.destroy();
  await map.addEntryListener(fresh.listener(kinds), undefined, true);
  for (const value of ['2', '3', '4']) await map.set('destroyed', value);
  await fresh.last('destroyed', 'updated 3');
  return { 'to a map that was destroyed': old.all, 'to the map of the same name': fresh.all };
}
