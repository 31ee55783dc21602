import type { Data, UUID } from '@hazelrx/protocol';
import type { MapConfig } from '../options.js';
import type { Container } from '../partition-stores.js';
import type { Undo } from '../timers.js';

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

/** Who holds a key, and how often. */
export interface HeldLock {
  readonly key: Data;
  readonly owner: UUID;
  readonly threadId: string;
  /** Of the last lock or unlock, by which a repeated one is known. */
  referenceId: string;
  count: number;
  /** Infinity without a lease. */
  expiresAt: number;
  /** Ends the wait for the end of its lease. */
  forget?: Undo;
}

/** The entries and locks of one map in one partition, as one member keeps them: the owner's, or a backup's copy. */
export class MapStore implements Container {
  /** Oldest first. */
  readonly records = new Map<string, MapRecord>();
  readonly locks = new Map<string, HeldLock>();
  #slots = 0;

  constructor(readonly config: Required<MapConfig>) {}

  get backups(): number {
    return this.config['backup-count'] + this.config['async-backup-count'];
  }

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

/** The bytes of a key as text, for look-ups. */
export function idOf({ bytes }: Data): string {
  let id = '';
  for (const byte of bytes) id += String.fromCharCode(byte);
  return id;
}
