import type { Data, UUID } from '@hazelrx/protocol';
import type { QueueConfig } from '../options.js';
import type { Container } from '../partition-stores.js';

/** What a member says of a queue without a bound. */
const UNBOUNDED = 2 ** 31 - 1;

export interface QueueItem {
  /** Rises from item to item as they come. */
  readonly id: number;
  readonly value: Data;
}

/** An item that a transaction has polled, and that nobody else sees until its end. */
export interface PolledItem extends QueueItem {
  readonly transaction: UUID;
}

/** The items of one queue, as one member keeps them: the owner's, or a backup's copy. */
export class QueueStore implements Container {
  /** First in, first out. */
  items: readonly QueueItem[] = [];
  polled: readonly PolledItem[] = [];
  #ids = 0;

  constructor(readonly config: Required<QueueConfig>) {}

  get backups(): number {
    return this.config['backup-count'] + this.config['async-backup-count'];
  }

  get room(): number {
    return (this.config['max-size'] || UNBOUNDED) - this.items.length;
  }

  newItem(value: Data): QueueItem {
    return { id: ++this.#ids, value };
  }

  /** Becomes a copy. */
  follow(other: QueueStore): void {
    this.items = other.items;
    this.polled = other.polled;
    this.#ids = other.#ids;
  }

  copy(): QueueStore {
    const copy = new QueueStore(this.config);
    copy.follow(this);
    return copy;
  }
}
