// One set or list where its owner keeps it: what is in it, and how a change reaches backups and listeners.
import type { Data } from '@hazelrx/protocol';
import type { listAddListener, setAddListener } from '@hazelrx/protocol/operations';
import type { Cluster } from '../cluster.js';
import type { EmbeddedMember } from '../member.js';
import type { CollectionConfig, MemberConfig } from '../options.js';
import type { Partition } from '../partitions.js';
import type { AnyRequest, Link, Request } from '../request.js';
import { CollectionStore, type Item } from './collection-store.js';

/** Sets, or lists. */
export interface CollectionKind {
  readonly service: string;
  config(members: MemberConfig, name: string): Required<CollectionConfig>;
}

export type ItemListener = Request<typeof setAddListener> | Request<typeof listAddListener>;

const ADDED = 1;
const REMOVED = 2;

export class CollectionAt {
  readonly partition: Partition;

  constructor(
    readonly kind: CollectionKind,
    readonly cluster: Cluster,
    readonly name: string,
    partition: number,
  ) {
    this.partition = cluster.partitions.all[partition]!;
  }

  /** Looking at it makes it, as on real members. */
  get store(): CollectionStore {
    return this.#storeOf(this.partition.owner);
  }

  get items(): readonly Item[] {
    return this.store.items;
  }

  get values(): readonly Data[] {
    return this.items.map(({ value }) => value);
  }

  /** New items at a place of their own. All or none: false when there is no room for so many. */
  insert(values: readonly Data[], index = this.items.length): boolean {
    const { store } = this;
    if (!store.hasRoomFor(values.length)) return false;
    this.become(store.items.toSpliced(index, 0, ...values.map(value => store.newItem(value))));
    for (const value of values) this.publishAdded(value);
    return true;
  }

  /** Returns whether there were any. */
  remove(which: (item: Item) => boolean): boolean {
    const { items } = this;
    const gone = items.filter(which);
    if (gone.length === 0) return false;
    this.become(items.filter(item => !which(item)));
    for (const { value } of gone) this.publishRemoved(value);
    return true;
  }

  /** On the owner and its backups. */
  become(items: readonly Item[]): void {
    const { store } = this;
    const [, ...backups] = this.partition.copies.slice(0, 1 + store.backups);
    store.become(items);
    for (const backup of backups) this.#storeOf(backup).follow(store);
  }

  publishAdded(value: Data): void {
    this.#publish(value, ADDED);
  }

  publishRemoved(value: Data | null): void {
    this.#publish(value, REMOVED);
  }

  #publish(value: Data | null, eventType: number): void {
    const { owner } = this.partition;
    for (const request of this.cluster.registrations.of(topicOf(this.kind, this.name), owner)) {
      const listener = request as ItemListener;
      listener.event('Item', { item: listener.fields.includeValue ? value : null, uuid: owner.uuid, eventType });
    }
  }

  /** The links over which the backups confirm to a client. */
  confirming({ link }: AnyRequest): Link[] {
    return this.partition.copies
      .slice(1, 1 + this.store.config['backup-count'])
      .flatMap(backup => backup.linkOf(link.client!.uuid) ?? []);
  }

  #storeOf(member: EmbeddedMember): CollectionStore {
    const { kind, name, partition } = this;
    const found = member.stores.find(partition.id, kind.service, name) as CollectionStore | undefined;
    if (found) return found;
    const store = new CollectionStore(kind.config(this.cluster.world.config, name));
    member.stores.put(partition.id, kind.service, name, store);
    return store;
  }
}

export function topicOf({ service }: CollectionKind, name: string): string {
  return `${service} ${name}`;
}
