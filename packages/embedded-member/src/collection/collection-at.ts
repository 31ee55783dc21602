// One queue, set or list where its owner keeps it: what is in it, and how a change reaches backups and listeners.
import type { Data } from '@hazelrx/protocol';
import type { listAddListener, queueAddListener, setAddListener } from '@hazelrx/protocol/operations';
import { Kept } from '../keeping.js';
import type { Request } from '../request.js';
import type { CollectionStore, Item } from './collection-store.js';

type ItemListener = Request<typeof queueAddListener> | Request<typeof setAddListener> | Request<typeof listAddListener>;

const NONE: readonly Item[] = [];
const ADDED = 1;
const REMOVED = 2;

export class CollectionAt extends Kept<CollectionStore> {
  get items(): readonly Item[] {
    return this.found?.items ?? NONE;
  }

  get values(): readonly Data[] {
    return this.items.map(({ value }) => value);
  }

  /** All or none: false when there is no room for so many. */
  insert(values: readonly Data[], index?: number): boolean {
    if (!this.store.hasRoomFor(values.length)) return false;
    this.add(values, index);
    return true;
  }

  /** New items at a place of their own, whether there is room or not. */
  add(values: readonly Data[], index = this.items.length): void {
    const { items } = this;
    const added = this.#newItems(values);
    if (added.length > 0) this.become([...items.slice(0, index), ...added, ...items.slice(index)]);
    for (const value of values) this.publishAdded(value);
  }

  /** Takes over another side's, where there are none. Nobody is told. */
  merge(items: readonly Item[]): void {
    if (this.items.length > 0 || items.length === 0) return;
    this.become(this.#newItems(items.map(({ value }) => value)));
    this.wake();
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

  /** Removes the others. */
  retain(which: (item: Item) => boolean): boolean {
    return this.remove(item => !which(item));
  }

  /** Hides it from everybody, until the end of a transaction. */
  reserve(item: Item): void {
    this.become(
      this.items.filter(other => other !== item),
      [...this.store.reserved, item],
    );
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
    const [store, ...copies] = this.stores;
    store.become(items, reserved);
    for (const copy of copies) copy.follow(store);
  }

  /** Whoever waits for a change goes on. */
  wake(): void {}

  publishAdded(value: Data): void {
    this.#publish(value, ADDED);
  }

  publishRemoved(value: Data | null): void {
    this.#publish(value, REMOVED);
  }

  #publish(value: Data | null, eventType: number): void {
    const { owner } = this.partition;
    for (const request of this.cluster.registrations.of(this.keeping.topic(this.name), owner)) {
      const listener = request as ItemListener;
      listener.event('Item', { item: listener.fields.includeValue ? value : null, uuid: owner.uuid, eventType });
    }
  }

  #newItems(values: readonly Data[]): Item[] {
    const { store } = this;
    return values.map(value => store.newItem(value));
  }
}
