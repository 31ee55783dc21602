// One queue where its owner keeps it: what is in it, and how a change reaches backups, listeners and those who wait.
import type { Data } from '@hazelrx/protocol';
import type { queueAddListener } from '@hazelrx/protocol/operations';
import type { Cluster } from '../cluster.js';
import type { EmbeddedMember } from '../member.js';
import type { Partition } from '../partitions.js';
import type { AnyRequest, Link, Request } from '../request.js';
import { queueConfig } from './queue-config.js';
import { QueueStore } from './queue-store.js';

export const QUEUE_SERVICE = 'hz:impl:queueService';

const NONE: readonly Data[] = [];
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

  get items(): readonly Data[] {
    return this.#find(this.partition.owner)?.items ?? NONE;
  }

  get room(): number {
    return this.#storeOf(this.partition.owner).room;
  }

  add(items: readonly Data[]): void {
    if (items.length > 0) this.#become([...this.items, ...items]);
    for (const item of items) this.#publish(item, ADDED);
  }

  /** Removes the first ones, up to so many. */
  take(count: number): readonly Data[] {
    const taken = this.items.slice(0, count);
    if (taken.length > 0) this.#become(this.items.slice(count));
    for (const item of taken) this.#publish(item, REMOVED);
    return taken;
  }

  /** Returns whether it has removed any. */
  remove(which: (item: Data, index: number) => boolean): boolean {
    const { items } = this;
    const left = items.filter((item, index) => !which(item, index));
    if (left.length === items.length) return false;
    this.#become(left);
    for (const [index, item] of items.entries()) if (which(item, index)) this.#publish(item, REMOVED);
    return true;
  }

  /** Those who wait go on, each kind first come first served, as long as one makes way for another. */
  wake(): void {
    const { parking } = this.partition.owner;
    let before: readonly Data[];
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
    const { config } = this.#storeOf(this.partition.owner);
    return this.partition.copies
      .slice(1, 1 + config['backup-count'])
      .flatMap(backup => backup.linkOf(link.client!.uuid) ?? []);
  }

  /** On the owner and its backups. */
  #become(items: readonly Data[]): void {
    const { copies } = this.partition;
    const { backups } = this.#storeOf(this.partition.owner);
    for (const member of copies.slice(0, 1 + backups)) this.#storeOf(member).items = items;
  }

  #publish(item: Data, eventType: number): void {
    const { owner } = this.partition;
    for (const request of this.cluster.registrations.of(topicOf(this.name), owner)) {
      const listener = request as QueueListener;
      listener.event('Item', { item: listener.fields.includeValue ? item : null, uuid: owner.uuid, eventType });
    }
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
