// One key of one map, where its owner keeps it: what is there now, and how a change reaches backups and listeners.
import type { Data } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import { journal } from '../journal/journal-at.js';
import { KeptKey } from '../locks/kept-key.js';
import type { Partition } from '../partitions.js';
import { type EntryChange, publishEntry } from './map-events.js';
import { type MapRecord, maps, type MapStore } from './map-store.js';

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

export class MapKey extends KeptKey<MapStore> {
  constructor(cluster: Cluster, name: string, key: Data, partition?: Partition) {
    super(maps, cluster, name, key, partition);
  }

  /** Undefined for one that is absent, or whose time is over. */
  get record(): MapRecord | undefined {
    const record = this.found?.records.get(this.id);
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
    journal(this, record ? 'updated' : 'added', { value, oldValue: record?.value ?? null });
    this.replicate();
  }

  /** Takes the entry over as it was elsewhere. */
  merge(record: MapRecord): void {
    const { store } = this;
    store.records.set(this.id, { ...record, slot: store.nextSlot() });
    publishEntry(this, 'merged', { value: record.value });
    journal(this, 'added', { value: record.value });
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
    journal(this, type === 'removed' ? type : 'evicted', { oldValue: record.value });
    this.replicate();
  }

  /** Removes it, and no listener hears of it. */
  forget(type: 'removed' | 'evicted'): void {
    const { record } = this;
    this.store.records.delete(this.id);
    if (record) journal(this, type, { oldValue: record.value });
    this.replicate();
  }
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
