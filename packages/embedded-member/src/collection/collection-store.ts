import type { Data } from '@hazelrx/protocol';
import type { CollectionConfig } from '../options.js';
import type { Container } from '../partition-stores.js';

export interface Item {
  /** Rises from item to item as they come. */
  readonly id: number;
  readonly value: Data;
}

/** The items of one set or list, as one member keeps them: the owner's, or a backup's copy. */
export class CollectionStore implements Container {
  #items: readonly Item[] = [];
  /** Those that transactions have removed, and that nobody sees until their end. */
  #reserved: readonly Item[] = [];
  #ids = 0;

  constructor(readonly config: Required<CollectionConfig>) {}

  get items(): readonly Item[] {
    return this.#items;
  }

  get backups(): number {
    return this.config['backup-count'] + this.config['async-backup-count'];
  }

  hasRoomFor(count: number): boolean {
    const max = this.config['max-size'];
    return max === 0 || this.#items.length + count <= max;
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
  follow({ items, reserved }: CollectionStore): void {
    this.#items = items.toSorted((one, other) => one.id - other.id);
    this.#reserved = reserved;
    this.#ids = this.#items.at(-1)?.id ?? this.#ids;
  }

  copy(): CollectionStore {
    const copy = new CollectionStore(this.config);
    copy.#items = this.#items;
    copy.#reserved = this.#reserved;
    copy.#ids = this.#ids;
    return copy;
  }
}
