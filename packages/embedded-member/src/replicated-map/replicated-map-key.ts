// One key of one replicated map: the same on all members, at once.
import type { Data } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import { Kept } from '../keeping.js';
import { idOf, partitionOf } from '../locks/kept-key.js';
import type { EmbeddedMember } from '../member.js';
import { publishReplicated } from './replicated-map-events.js';
import { type ReplicatedEntry, replicatedMaps, type ReplicatedMapStore } from './replicated-map-store.js';

/** Members end times to live in whole seconds. */
const SECOND = 1000;

export class ReplicatedMapKey extends Kept<ReplicatedMapStore> {
  readonly id: string;

  constructor(
    cluster: Cluster,
    name: string,
    readonly key: Data,
  ) {
    super(replicatedMaps, cluster, name, partitionOf(cluster, key));
    this.id = idOf(key);
  }

  get entry(): ReplicatedEntry | undefined {
    return this.found?.entries.get(this.id);
  }

  get value(): Data | null {
    return this.entry?.value ?? null;
  }

  /** `member` tells of it. Returns what was there. */
  write(value: Data, ttl: number, member: EmbeddedMember): Data | null {
    const { cluster, name, key, value: before } = this;
    this.set({ key, value, expiresAt: ttl > 0 ? cluster.now + ttlOf(ttl) : Infinity });
    publishReplicated({ cluster, name, member }, before ? 'updated' : 'added', {
      key,
      value,
      oldValue: before ?? undefined,
    });
    return before;
  }

  /** Told also of a key that is absent. */
  remove(member: EmbeddedMember): Data | null {
    const { cluster, name, key, value: before } = this;
    this.set(undefined);
    publishReplicated({ cluster, name, member }, 'removed', { key, oldValue: before ?? undefined });
    return before;
  }

  /** On all members, and nobody hears of it. */
  set(entry: ReplicatedEntry | undefined): void {
    this.entry?.forget?.();
    if (entry) this.keep(entry);
    else for (const store of this.stores) store.entries.delete(this.id);
  }

  /** Has it end in time, by this cluster alone. */
  keep({ key, value, expiresAt }: ReplicatedEntry): void {
    const { cluster } = this;
    const kept: ReplicatedEntry = {
      key,
      value,
      expiresAt,
      ...(expiresAt < Infinity && {
        forget: cluster.world.later(Math.max(0, expiresAt - cluster.now), () => this.#expire()),
      }),
    };
    for (const store of this.stores) store.entries.set(this.id, kept);
  }

  /** Every member finds it by itself, and tells. */
  #expire(): void {
    const { cluster, name, key, entry } = this;
    if (!entry || entry.expiresAt > cluster.now) return;
    this.set(undefined);
    for (const member of cluster.running)
      publishReplicated({ cluster, name, member }, 'evicted', { key, oldValue: entry.value });
  }
}

function ttlOf(millis: number): number {
  return Math.max(1, Math.floor(millis / SECOND)) * SECOND;
}
