// One key of one map, where its owner keeps it: what is there now, and how a change reaches backups and listeners.
import { type Data, partitionHash, partitionId, type UUID } from '@hazelrx/protocol';
import type { ClientLink } from './client-link.js';
import type { EmbeddedCluster } from './cluster.js';
import { type HeldLock, idOf, type MapRecord, type MapStore } from './map-store.js';
import { type EntryEventType, publishEntry } from './map-events.js';
import { mapConfig } from './options.js';
import type { Partition } from './partitions.js';

/** As configured for the map, in the place of a time. */
const CONFIGURED = -1;

export class MapKey {
  readonly id: string;
  readonly partition: Partition;

  constructor(
    readonly cluster: EmbeddedCluster,
    readonly name: string,
    readonly key: Data,
  ) {
    const { bytes } = key;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { all } = cluster.partitions;
    this.partition = all[partitionId(partitionHash(bytes, view, 0, bytes.length), all.length)]!;
    this.id = idOf(key);
  }

  get store(): MapStore {
    return this.partition.owner.store.map(this.partition.id, this.name);
  }

  get now(): number {
    return this.cluster.scheduler.now();
  }

  /** Undefined for one that is absent, or whose time is over. */
  get record(): MapRecord | undefined {
    const record = this.store.records.get(this.id);
    if (!record || expiresAt(record) > this.now) return record;
    this.remove('expired');
    return undefined;
  }

  /** As above, and keeps it from being idle. */
  read(): MapRecord | undefined {
    const { record } = this;
    if (record) record.accessedAt = this.now;
    return record;
  }

  write(value: Data, ttl: number = CONFIGURED, maxIdle: number = CONFIGURED, type?: EntryEventType): void {
    const { record, store, now } = this;
    const config = mapConfig(this.cluster.config, this.name);
    store.records.set(this.id, {
      key: record?.key ?? this.key,
      value,
      slot: record?.slot ?? store.nextSlot(),
      version: record ? record.version + 1 : 0,
      ttl: lasting(ttl, config['time-to-live-seconds']),
      maxIdle: lasting(maxIdle, config['max-idle-seconds']),
      writtenAt: now,
      accessedAt: now,
    });
    publishEntry(this, type ?? (record ? 'updated' : 'added'), value, record?.value ?? null);
  }

  remove(type: EntryEventType): void {
    const record = this.store.records.get(this.id);
    if (!record) return;
    this.store.records.delete(this.id);
    publishEntry(this, type, null, record.value);
    if (type === 'expired') this.replicate();
  }

  /** Copies what is there now to the backups. */
  replicate(): void {
    const { 'backup-count': sync, 'async-backup-count': async } = mapConfig(this.cluster.config, this.name);
    const { id, copies } = this.partition;
    for (const backup of copies.slice(1, 1 + sync + async))
      backup.store.map(id, this.name).copyKey(this.id, this.store);
  }

  /** The links over which the backups confirm to a client. */
  backups(client: UUID | undefined): ClientLink[] {
    return backupsOf(this.cluster, this.partition, this.name, client);
  }

  /** The lock that is held now. */
  get lock(): HeldLock | undefined {
    const lock = this.store.locks.get(this.id);
    if (!lock || lock.expiresAt > this.now) return lock;
    this.store.locks.delete(this.id);
    return undefined;
  }

  isLockedFor(client: UUID | undefined, threadId: string): boolean {
    const { lock } = this;
    return lock !== undefined && !(lock.owner.equals(client) && lock.threadId === threadId);
  }

  /** Where requests wait for the key. */
  get place(): string {
    return `map ${this.name} ${this.id}`;
  }

  /** The key may be free: whoever waits for it goes on. */
  wake(): void {
    this.partition.owner.parking.wake(this.place);
  }
}

export function backupsOf(
  cluster: EmbeddedCluster,
  { copies }: Partition,
  name: string,
  client: UUID | undefined,
): ClientLink[] {
  const sync = mapConfig(cluster.config, name)['backup-count'];
  return copies.slice(1, 1 + sync).flatMap(backup => cluster.linkOf(backup, client) ?? []);
}

export function expiresAt({ writtenAt, ttl, accessedAt, maxIdle }: MapRecord): number {
  return Math.min(writtenAt + ttl, accessedAt + maxIdle);
}

function lasting(millis: number, configuredSeconds: number): number {
  const lasts = millis < 0 ? configuredSeconds * 1000 : millis;
  return lasts === 0 ? Infinity : lasts;
}
