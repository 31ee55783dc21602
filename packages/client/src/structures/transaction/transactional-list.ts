import { transactionalListAdd, transactionalListRemove, transactionalListSize } from '@hazelrx/protocol/operations';
import type { Observable } from 'rxjs';
import { toAnswer, toCount } from '../answers.js';
import type { Storable } from '../structure.js';
import { TransactionalCollection } from './transactional-collection.js';

/** A list within a transaction; others see what it does once it is committed. */
export class TransactionalList<T extends Storable> extends TransactionalCollection {
  protected readonly kind = 'list';

  /** Appends it; emits whether there was room. */
  add(item: T): Observable<boolean> {
    return this.call(transactionalListAdd, () => ({ item: this.valueData(item) }), toAnswer);
  }

  /** Removes the first that equals it, in serialized form; emits whether there was one. */
  remove(item: T): Observable<boolean> {
    return this.call(transactionalListRemove, () => ({ item: this.valueData(item) }), toAnswer);
  }

  size(): Observable<number> {
    return this.call(transactionalListSize, () => ({}), toCount);
  }
}
