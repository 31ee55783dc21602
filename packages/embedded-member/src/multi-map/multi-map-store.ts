import type { Data } from '@hazelrx/protocol';
import { Keeping } from '../keeping.js';
import type { KeyStore } from '../locks/kept-key.js';
import type { HeldLock } from '../locks/lockable-key.js';
import type { MultiMapConfig } from '../options.js';
import { multiMapConfig } from './multi-map-config.js';

/** A key with its values, in the order in which they came. */
export interface KeyValues {
  readonly key: Data;
  readonly values: readonly Data[];
}

/** The values and locks of one multimap in one partition, as one member keeps them: the owner's, or a backup's copy. */
export class MultiMapStore implements KeyStore {
  readonly entries = new Map<string, KeyValues>();
  readonly locks = new Map<string, HeldLock>();

  constructor(readonly config: Required<MultiMapConfig>) {}

  /** Equal values of a key are kept once. */
  get distinct(): boolean {
    return this.config['value-collection-type'] === 'SET';
  }

  copy(): MultiMapStore {
    const copy = new MultiMapStore(this.config);
    for (const id of new Set([...this.entries.keys(), ...this.locks.keys()])) copy.copyKey(id, this);
    return copy;
  }

  copyKey(id: string, other: MultiMapStore): void {
    const entry = other.entries.get(id);
    if (entry) this.entries.set(id, entry);
    else this.entries.delete(id);
    const lock = other.locks.get(id);
    if (lock) this.locks.set(id, { ...lock });
    else this.locks.delete(id);
  }
}

export const multiMaps = new Keeping(
  'hz:impl:multiMapService',
  (config, name) => new MultiMapStore(multiMapConfig(config, name)),
);
