// One queue where its owner keeps it: what is in it, and how a change reaches backups, listeners and those who wait.
import { type Data, partitionHashOfName, partitionId, type UUID } from '@hazelrx/protocol';
import type { queueAddListener } from '@hazelrx/protocol/operations';
import type { Cluster } from '../cluster.js';
import type { EmbeddedMember } from '../member.js';
import type { Partition } from '../partitions.js';
import type { AnyRequest, Link, Request } from '../request.js';
import { queueConfig } from './queue-config.js';
import { type PolledItem, type QueueItem, QueueStore } from './queue-store.js';

export const QUEUE_SERVICE = 'hz:impl:queueService';

const NONE: readonly QueueItem[] = [];
const ADDED = 1;
const REMOVED = 2;

/** What requests wait for. */
export type Awaited = 'items' | 'room';

export type QueueListener = Request<typeof queueAddListener>;

export class QueueAt {
  readonly partition: Partition;

  constructor(
    readonly cluster: Cluster,
    readonly name: string,
    partition: number,
  ) {
    this.partition = cluster.partitions.all[partition]!;
  }

  static of(request: AnyRequest & { readonly fields: { readonly name: string } }, cluster: Cluster): QueueAt {
    return new QueueAt(cluster, request.fields.name, request.partition);
  }

  /** Where its name belongs. */
  static named(name: string, cluster: Cluster): QueueAt {
    return new QueueAt(cluster, name, partitionId(partitionHashOfName(name), cluster.partitions.all.length));
  }

  get items(): readonly QueueItem[] {
    return this.#find(this.partition.owner)?.items ?? NONE;
  }

  get values(): readonly Data[] {
    return this.items.map(({ value }) => value);
  }

  get room(): number {
    return this.#store.room;
  }

  add(values: readonly Data[]): void {
    const store = this.#store;
    if (values.length > 0) this.#become([...this.items, ...values.map(value => store.newItem(value))]);
    for (const value of values) this.#publish(value, ADDED);
  }

  /** Takes over another side's items, where there are none. Nobody is told. */
  merge(values: readonly Data[]): void {
    if (this.items.length > 0 || values.length === 0) return;
    this.#become(values.map(value => this.#store.newItem(value)));
    this.wake();
  }

  /** Removes the first ones, up to so many. */
  take(count: number): readonly Data[] {
    const taken = this.items.slice(0, count).map(({ value }) => value);
    if (taken.length > 0) this.#become(this.items.slice(count));
    for (const item of taken) this.#publish(item, REMOVED);
    return taken;
  }

  /** Returns whether it has removed any. */
  remove(which: (item: Data, index: number) => boolean): boolean {
    const { items } = this;
    const gone = items.filter(({ value }, index) => which(value, index));
    if (gone.length === 0) return false;
    this.#become(items.filter(item => !gone.includes(item)));
    for (const { value } of gone) this.#publish(value, REMOVED);
    return true;
  }

  /** Hides the first item from everybody until the end of the transaction. Undefined: there is none. */
  reserve(transaction: UUID): QueueItem | undefined {
    const [first, ...others] = this.items;
    if (first) this.#become(others, [...this.#store.polled, { ...first, transaction }]);
    return first;
  }

  /** It is gone for good, and listeners hear of that. */
  commitPoll(item: QueueItem): void {
    this.#become(this.items, this.#polledBut(item));
    this.#publish(item.value, REMOVED);
  }

  /** It is back where its age puts it. One of which no copy was left stays away. */
  rollBackPoll(item: QueueItem): void {
    const left = this.#polledBut(item);
    if (left.length === this.#store.polled.length) return;
    const younger = this.items.findIndex(({ id }) => id > item.id);
    const { id, value } = item;
    this.#become(this.items.toSpliced(younger < 0 ? this.items.length : younger, 0, { id, value }), left);
  }

  #polledBut({ id }: QueueItem): readonly PolledItem[] {
    return this.#store.polled.filter(item => item.id !== id);
  }

  /** Those who wait go on, each kind first come first served, as long as one makes way for another. */
  wake(): void {
    const { parking } = this.partition.owner;
    let before: readonly QueueItem[];
    do {
      before = this.items;
      parking.wake(this.place('items'));
      parking.wake(this.place('room'));
    } while (this.items !== before);
  }

  place(awaited: Awaited): string {
    return placeOf(this.name, awaited);
  }

  /** The links over which the backups confirm to a client. */
  confirming({ link }: AnyRequest): Link[] {
    const { config } = this.#store;
    return this.partition.copies
      .slice(1, 1 + config['backup-count'])
      .flatMap(backup => backup.linkOf(link.client!.uuid) ?? []);
  }

  /** On the owner and its backups. */
  #become(items: readonly QueueItem[], polled = this.#store.polled): void {
    const store = this.#store;
    store.items = items;
    store.polled = polled;
    for (const backup of this.partition.copies.slice(1, 1 + store.backups)) this.#storeOf(backup).follow(store);
  }

  #publish(item: Data, eventType: number): void {
    const { owner } = this.partition;
    for (const request of this.cluster.registrations.of(topicOf(this.name), owner)) {
      const listener = request as QueueListener;
      listener.event('Item', { item: listener.fields.includeValue ? item : null, uuid: owner.uuid, eventType });
    }
  }

  get #store(): QueueStore {
    return this.#storeOf(this.partition.owner);
  }

  #find(member: EmbeddedMember): QueueStore | undefined {
    return member.stores.find(this.partition.id, QUEUE_SERVICE, this.name) as QueueStore | undefined;
  }

  #storeOf(member: EmbeddedMember): QueueStore {
    const found = this.#find(member);
    if (found) return found;
    const store = new QueueStore(queueConfig(this.cluster.world.config, this.name));
    member.stores.put(this.partition.id, QUEUE_SERVICE, this.name, store);
    return store;
  }
}

/** Where the requests of a queue wait. */
export function placeOf(name: string, awaited: Awaited | '' = ''): string {
  return `queue\0${name}\0${awaited}`;
}

export function topicOf(name: string): string {
  return `queue ${name}`;
}
