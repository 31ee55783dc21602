// One key of one map, where its owner keeps it: what is there now, and how a change reaches backups and listeners.
import { type Data, partitionHash, partitionId, type UUID } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import type { EmbeddedMember } from '../member.js';
import type { Partition } from '../partitions.js';
import type { Link } from '../request.js';
import { mapConfig } from './map-config.js';
import { type EntryChange, publishEntry } from './map-events.js';
import { type HeldLock, idOf, type MapRecord, MapStore } from './map-store.js';

export const MAP_SERVICE = 'hz:impl:mapService';

/** Milliseconds, as configured for the map where they are negative; 0 is for ever. */
export interface Lifetime {
  readonly ttl?: number;
  readonly maxIdle?: number;
}

/** What listeners are told of a change; members leave out the old value where they did not read it. */
export interface Told {
  readonly oldValue?: boolean;
}

const CONFIGURED = -1;

/** A time that ends behind this is for ever. */
const END_OF_TIME = 2 ** 63;

/** Members count time in whole seconds. */
const SECOND = 1000;

/** The map's part in a partition on one member; made where there is none. */
function storeOf(cluster: Cluster, member: EmbeddedMember, partition: number, name: string): MapStore {
  const found = findStore(member, partition, name);
  if (found) return found;
  const store = new MapStore(mapConfig(cluster.world.config, name));
  member.stores.put(partition, MAP_SERVICE, name, store);
  return store;
}

export function findStore(member: EmbeddedMember, partition: number, name: string): MapStore | undefined {
  return member.stores.find(partition, MAP_SERVICE, name) as MapStore | undefined;
}

export class MapKey {
  readonly id: string;
  readonly partition: Partition;

  constructor(
    readonly cluster: Cluster,
    readonly name: string,
    readonly key: Data,
    partition?: Partition,
  ) {
    this.partition = partition ?? partitionOf(cluster, key);
    this.id = idOf(key);
  }

  /** Made where there is none. */
  get store(): MapStore {
    return storeOf(this.cluster, this.partition.owner, this.partition.id, this.name);
  }

  get #found(): MapStore | undefined {
    return findStore(this.partition.owner, this.partition.id, this.name);
  }

  /** Undefined for one that is absent, or whose time is over. */
  get record(): MapRecord | undefined {
    const record = this.#found?.records.get(this.id);
    if (!record || expiresAt(record) > this.cluster.now) return record;
    this.remove('expired');
    return undefined;
  }

  /** As above, and keeps it from being idle. */
  read(): MapRecord | undefined {
    const { record } = this;
    if (record) {
      record.accessedAt = this.cluster.now;
      record.hits++;
    }
    return record;
  }

  write(value: Data, { ttl = CONFIGURED, maxIdle = CONFIGURED }: Lifetime = {}, told: Told = {}): void {
    const { record, store } = this;
    const { now } = this.cluster;
    store.records.set(this.id, {
      key: record?.key ?? this.key,
      value,
      slot: record?.slot ?? store.nextSlot(),
      version: record ? record.version + 1 : 0,
      ttl: lasting(ttl, store.config['time-to-live-seconds'], now),
      maxIdle: lasting(maxIdle, store.config['max-idle-seconds'], now),
      createdAt: record?.createdAt ?? now,
      writtenAt: now,
      accessedAt: now,
      hits: record ? record.hits + 1 : 0,
    });
    const oldValue = told.oldValue === false ? undefined : record?.value;
    publishEntry(this, oldValue ? 'updated' : 'added', { value, oldValue });
    this.replicate();
  }

  /** Takes the entry over as it was elsewhere. */
  merge(record: MapRecord): void {
    const { store } = this;
    store.records.set(this.id, { ...record, slot: store.nextSlot() });
    publishEntry(this, 'merged', { value: record.value });
    this.replicate();
  }

  /** Its time to live begins anew, its idle time is as configured. */
  setTtl(ttl: number): void {
    const record = this.read();
    if (!record) return;
    const { config } = this.store;
    const { now } = this.cluster;
    record.ttl = lasting(ttl, config['time-to-live-seconds'], now);
    record.maxIdle = lasting(CONFIGURED, config['max-idle-seconds'], now);
    record.writtenAt = now;
    record.version++;
    record.hits++;
    this.replicate();
  }

  remove(type: EntryChange, told: Told = {}): void {
    const record = this.store.records.get(this.id);
    if (!record) return;
    this.store.records.delete(this.id);
    publishEntry(this, type, { oldValue: told.oldValue === false ? undefined : record.value });
    this.replicate();
  }

  /** Removes it, and nobody hears of it. */
  forget(): void {
    this.store.records.delete(this.id);
    this.replicate();
  }

  /** Copies what is there now to the backups. */
  replicate(): void {
    const { store } = this;
    const { id, copies } = this.partition;
    for (const backup of copies.slice(1, 1 + store.backups))
      storeOf(this.cluster, backup, id, this.name).copyKey(this.id, store);
  }

  /** The links over which the backups confirm to a client. */
  backups(client: UUID): Link[] {
    return backupsOf(this.cluster, this.partition, this.name, client);
  }

  /** The lock that is held now. */
  get lock(): HeldLock | undefined {
    return this.#found?.locks.get(this.id);
  }

  setLock(lock: HeldLock | undefined): void {
    if (lock) this.store.locks.set(this.id, lock);
    else this.store.locks.delete(this.id);
    this.replicate();
  }

  /** Where requests wait for the key. */
  get place(): string {
    return placeOf(this.name, this.id);
  }

  /** The key may be free: whoever waits for it goes on. */
  wake(): void {
    this.partition.owner.parking.wake(this.place);
  }
}

function partitionOf({ partitions: { all } }: Cluster, { bytes }: Data): Partition {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return all[partitionId(partitionHash(bytes, view, 0, bytes.length), all.length)]!;
}

/** Where the requests of a map wait, for one key or for any. */
export function placeOf(name: string, id = ''): string {
  return `map\0${name}\0${id}`;
}

export function backupsOf(cluster: Cluster, { id, copies, owner }: Partition, name: string, client: UUID): Link[] {
  const { config } = storeOf(cluster, owner, id, name);
  return copies.slice(1, 1 + config['backup-count']).flatMap(backup => backup.linkOf(client) ?? []);
}

/** A whole second, of the sooner of its two ends. */
export function expiresAt({ writtenAt, ttl, accessedAt, maxIdle }: MapRecord): number {
  const end = Math.min(writtenAt + ttl, accessedAt + maxIdle);
  return end === Infinity ? end : Math.floor(end / SECOND) * SECOND;
}

function lasting(millis: number, configuredSeconds: number, now: number): number {
  const lasts = millis < 0 ? configuredSeconds * SECOND : millis;
  return lasts === 0 || now + lasts >= END_OF_TIME ? Infinity : lasts;
}
