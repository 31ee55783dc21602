import type { Data, UUID } from '@hazelrx/protocol';

/** One entry, as one member keeps it. Times in milliseconds of the cluster's clock; Infinity for never. */
export interface MapRecord {
  readonly key: Data;
  value: Data;
  /** Falls with the age of the entry: an iteration goes from the newest to the oldest. */
  readonly slot: number;
  version: number;
  ttl: number;
  maxIdle: number;
  /** When its time to live began. */
  writtenAt: number;
  accessedAt: number;
}

/** Who holds a key, and how often. */
export interface HeldLock {
  readonly owner: UUID;
  readonly threadId: string;
  /** Of the last lock or unlock, by which a repeated one is known. */
  referenceId: string;
  count: number;
  /** Infinity without a lease. */
  expiresAt: number;
}

/** The entries and locks of one map in one partition, as one member keeps them: the owner's, or a backup's copy. */
export class MapStore {
  readonly records = new Map<string, MapRecord>();
  readonly locks = new Map<string, HeldLock>();
  #slots = 0;

  nextSlot(): number {
    return ++this.#slots;
  }

  /** All that `other` has, and nothing else. */
  copy(other: MapStore): void {
    this.records.clear();
    this.locks.clear();
    for (const id of new Set([...other.records.keys(), ...other.locks.keys()])) this.copyKey(id, other);
  }

  /** What `other` has of this key. */
  copyKey(id: string, other: MapStore): void {
    const record = other.records.get(id);
    if (record) this.records.set(id, { ...record });
    else this.records.delete(id);
    const lock = other.locks.get(id);
    if (lock) this.locks.set(id, { ...lock });
    else this.locks.delete(id);
    this.#slots = other.#slots;
  }

  get empty(): boolean {
    return this.records.size === 0 && this.locks.size === 0;
  }
}

/** The bytes of a key as text, for look-ups. */
export function idOf({ bytes }: Data): string {
  let id = '';
  for (const byte of bytes) id += String.fromCharCode(byte);
  return id;
}
