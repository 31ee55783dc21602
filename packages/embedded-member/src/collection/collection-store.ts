import type { Data } from '@hazelrx/protocol';
import type { CollectionConfig } from '../options.js';
import type { Container } from '../partition-stores.js';

export interface Item {
  /** Rises from item to item as they come. */
  readonly id: number;
  readonly value: Data;
}

/** What a member says of one without a bound. */
const UNBOUNDED = 2 ** 31 - 1;

/** The items of one queue, set or list, as one member keeps them: the owner's, or a backup's copy. */
export class CollectionStore implements Container {
  #items: readonly Item[] = [];
  /** Those that transactions have taken or removed, and that nobody sees until their end. */
  #reserved: readonly Item[] = [];
  #ids = 0;

  constructor(readonly config: Required<CollectionConfig>) {}

  get items(): readonly Item[] {
    return this.#items;
  }

  get room(): number {
    return (this.config['max-size'] || UNBOUNDED) - this.#items.length;
  }

  hasRoomFor(count: number): boolean {
    return count <= this.room;
  }

  newItem(value: Data): Item {
    return { id: ++this.#ids, value };
  }

  get reserved(): readonly Item[] {
    return this.#reserved;
  }

  become(items: readonly Item[], reserved = this.#reserved): void {
    this.#items = items;
    this.#reserved = reserved;
  }

  /**
   * As a backup does: it knows the items by their ids and not their places. A list whose owner dies goes on in the order
   * in which its items came.
   */
  follow(store: CollectionStore): void {
    this.become(
      store.#items.toSorted((one, other) => one.id - other.id),
      store.#reserved,
    );
    this.#ids = store.#ids;
  }

  copy(): CollectionStore {
    const copy = new CollectionStore(this.config);
    copy.become(this.#items, this.#reserved);
    copy.#ids = this.#ids;
    return copy;
  }
}
