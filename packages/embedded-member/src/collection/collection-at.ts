// One set or list where its owner keeps it: what is in it, and how a change reaches backups and listeners.
import { type Data, partitionHashOfName, partitionId } from '@hazelrx/protocol';
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

  /** Where its name belongs. */
  static named(kind: CollectionKind, name: string, cluster: Cluster): CollectionAt {
    return new CollectionAt(kind, cluster, name, partitionId(partitionHashOfName(name), cluster.partitions.all.length));
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

  /** At the end, whether there is room or not. */
  append(value: Data): void {
    this.become([...this.items, this.store.newItem(value)]);
    this.publishAdded(value);
  }

  /** Hides the first that is equal from everybody, until the end of a transaction. Undefined: there is none. */
  reserve(value: Data): Item | undefined {
    const item = this.items.find(other => other.value.equals(value));
    if (item)
      this.become(
        this.items.filter(other => other !== item),
        [...this.store.reserved, item],
      );
    return item;
  }

  /** It is gone for good, and listeners hear of that. */
  commitRemoval(item: Item): void {
    this.become(this.items, this.#reservedBut(item));
    this.publishRemoved(item.value);
  }

  /** It is back where its age puts it. One of which no copy was left stays away. */
  rollBackRemoval(item: Item): void {
    const left = this.#reservedBut(item);
    if (left.length === this.store.reserved.length) return;
    const younger = this.items.findIndex(({ id }) => id > item.id);
    this.become(this.items.toSpliced(younger < 0 ? this.items.length : younger, 0, item), left);
  }

  #reservedBut({ id }: Item): readonly Item[] {
    return this.store.reserved.filter(item => item.id !== id);
  }

  /** On the owner and its backups. */
  become(items: readonly Item[], reserved = this.store.reserved): void {
    const { store } = this;
    const [, ...backups] = this.partition.copies.slice(0, 1 + store.backups);
    store.become(items, reserved);
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
