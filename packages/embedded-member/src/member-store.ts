import { MapStore } from './map-store.js';
import { mapConfig, type MemberConfig } from './options.js';

/** All that one member keeps: the partitions it owns, and copies of others. */
export class MemberStore {
  readonly #partitions = new Map<number, Map<string, MapStore>>();

  constructor(readonly config: MemberConfig) {}

  /** The maps that have something in a partition. */
  maps(partition: number): ReadonlyMap<string, MapStore> {
    return this.#partition(partition);
  }

  map(partition: number, name: string): MapStore {
    const maps = this.#partition(partition);
    let store = maps.get(name);
    if (!store) maps.set(name, (store = new MapStore()));
    return store;
  }

  #partition(id: number): Map<string, MapStore> {
    let maps = this.#partitions.get(id);
    if (!maps) this.#partitions.set(id, (maps = new Map()));
    return maps;
  }

  copyPartition(id: number, from: MemberStore): void {
    this.drop(id);
    for (const [name, store] of from.maps(id)) this.map(id, name).copy(store);
  }

  /** Keeps what the `place`th copy of a partition has: the owner all, a backup the maps with as many. */
  trim(id: number, place: number): void {
    for (const name of this.maps(id).keys()) {
      const { 'backup-count': sync, 'async-backup-count': async } = mapConfig(this.config, name);
      if (place > sync + async) this.#partition(id).delete(name);
    }
  }

  drop(id: number): void {
    this.#partitions.delete(id);
  }

  destroyMap(name: string): void {
    for (const maps of this.#partitions.values()) maps.delete(name);
  }
}
