import {
  transactionalQueueOffer,
  transactionalQueuePeek,
  transactionalQueuePoll,
  transactionalQueueSize,
} from '@hazelrx/protocol/operations';
import type { Observable } from 'rxjs';
import { toAnswer, toCount, toValue } from '../answers.js';
import type { Storable } from '../structure.js';
import { TransactionalCollection } from './transactional-collection.js';

/**
 * A queue within a transaction. An item it polls is hidden from others at once, and back where it was when the
 * transaction is rolled back; one it offers is seen by others once it is committed, until then its place is taken.
 *
 * Unless a `timeout` in milliseconds is given nothing waits. Who waits holds one of the member's few threads for clients:
 * wait for an item outside the transaction, where you can.
 */
export class TransactionalQueue<T extends Storable> extends TransactionalCollection {
  protected readonly kind = 'queue';

  /** Emits false when the queue was full for `timeout` milliseconds. */
  offer(item: T, timeout = 0): Observable<boolean> {
    return this.call(transactionalQueueOffer, () => ({ item: this.valueData(item), timeout }), toAnswer);
  }

  /** Emits null when the queue was empty for `timeout` milliseconds. What this transaction has offered comes last. */
  poll(timeout = 0): Observable<T | null> {
    return this.call(transactionalQueuePoll, () => ({ timeout }), toValue<T>);
  }

  /** What `poll` would emit, and leaves it there. */
  peek(timeout = 0): Observable<T | null> {
    return this.call(transactionalQueuePeek, () => ({ timeout }), toValue<T>);
  }

  size(): Observable<number> {
    return this.call(transactionalQueueSize, () => ({}), toCount);
  }
}
