import type { Data } from '@hazelrx/protocol';
import { Keeping } from '../keeping.js';
import type { KeyStore } from '../locks/kept-key.js';
import type { HeldLock } from '../locks/lockable-key.js';
import type { MapConfig } from '../options.js';
import { mapConfig } from './map-config.js';

/** One entry, as one member keeps it. Times in milliseconds of the cluster's clock; Infinity for never. */
export interface MapRecord {
  readonly key: Data;
  value: Data;
  /** Falls with the age of the entry: an iteration goes from the newest to the oldest. */
  readonly slot: number;
  version: number;
  ttl: number;
  maxIdle: number;
  /** The last change, with which its time to live began. */
  writtenAt: number;
  accessedAt: number;
  readonly createdAt: number;
  hits: number;
}

/** The entries and locks of one map in one partition, as one member keeps them: the owner's, or a backup's copy. */
export class MapStore implements KeyStore {
  /** Oldest first. */
  readonly records = new Map<string, MapRecord>();
  readonly locks = new Map<string, HeldLock>();
  #slots = 0;

  constructor(readonly config: Required<MapConfig>) {}

  nextSlot(): number {
    return ++this.#slots;
  }

  copy(): MapStore {
    const copy = new MapStore(this.config);
    for (const id of new Set([...this.records.keys(), ...this.locks.keys()])) copy.copyKey(id, this);
    return copy;
  }

  /** What `other` has of this key. */
  copyKey(id: string, other: MapStore): void {
    const record = other.records.get(id);
    if (record?.slot !== this.records.get(id)?.slot) this.records.delete(id);
    if (record) this.records.set(id, { ...record });
    const lock = other.locks.get(id);
    if (lock) this.locks.set(id, { ...lock });
    else this.locks.delete(id);
    this.#slots = other.#slots;
  }
}

export const maps = new Keeping('hz:impl:mapService', (config, name) => new MapStore(mapConfig(config, name)));
