import type { Data } from '@hazelrx/protocol';
import type { QueueConfig } from '../options.js';
import type { Container } from '../partition-stores.js';

/** What a member says of a queue without a bound. */
const UNBOUNDED = 2 ** 31 - 1;

/** The items of one queue, as one member keeps them: the owner's, or a backup's copy. */
export class QueueStore implements Container {
  /** First in, first out. */
  items: readonly Data[] = [];

  constructor(readonly config: Required<QueueConfig>) {}

  get backups(): number {
    return this.config['backup-count'] + this.config['async-backup-count'];
  }

  get room(): number {
    return (this.config['max-size'] || UNBOUNDED) - this.items.length;
  }

  copy(): QueueStore {
    const copy = new QueueStore(this.config);
    copy.items = this.items;
    return copy;
  }
}
