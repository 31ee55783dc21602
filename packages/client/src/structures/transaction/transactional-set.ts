import { transactionalSetAdd, transactionalSetRemove, transactionalSetSize } from '@hazelrx/protocol/operations';
import type { Observable } from 'rxjs';
import { toAnswer, toCount } from '../answers.js';
import type { Storable } from '../structure.js';
import { TransactionalCollection } from './transactional-collection.js';

/**
 * A set within a transaction; others see what it does once it is committed. Members do not find what this very
 * transaction has added: `remove` emits false for that, and it stays.
 */
export class TransactionalSet<T extends Storable> extends TransactionalCollection {
  protected readonly kind = 'set';

  /** Emits false when it is there already, or was added by this transaction. */
  add(item: T): Observable<boolean> {
    return this.call(transactionalSetAdd, () => ({ item: this.valueData(item) }), toAnswer);
  }

  remove(item: T): Observable<boolean> {
    return this.call(transactionalSetRemove, () => ({ item: this.valueData(item) }), toAnswer);
  }

  size(): Observable<number> {
    return this.call(transactionalSetSize, () => ({}), toCount);
  }
}
