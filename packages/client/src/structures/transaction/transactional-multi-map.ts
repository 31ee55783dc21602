import {
  transactionalMultiMapGet,
  transactionalMultiMapPut,
  transactionalMultiMapRemove,
  transactionalMultiMapRemoveEntry,
  transactionalMultiMapSize,
  transactionalMultiMapValueCount,
} from '@hazelrx/protocol/operations';
import type { Observable } from 'rxjs';
import { toAnswer, toCount, toList } from '../answers.js';
import type { Storable } from '../structure.js';
import { TransactionalStructure } from './transactional-structure.js';

/** A multi-map within a transaction. It sees its own changes, others see them once it is committed. */
export class TransactionalMultiMap<K extends Storable, V extends Storable> extends TransactionalStructure {
  /** Emits false when the key has the value already, where a key's values are a set. */
  put(key: K, value: V): Observable<boolean> {
    return this.call(transactionalMultiMapPut, () => this.#entry(key, value), toAnswer);
  }

  get(key: K): Observable<V[]> {
    return this.call(transactionalMultiMapGet, () => ({ key: this.keyData(key) }), toList<V>);
  }

  /** Removes one value of the key; emits whether it was there. */
  remove(key: K, value: V): Observable<boolean> {
    return this.call(transactionalMultiMapRemoveEntry, () => this.#entry(key, value), toAnswer);
  }

  /** Removes the key; emits the values it had. */
  removeAll(key: K): Observable<V[]> {
    return this.call(transactionalMultiMapRemove, () => ({ key: this.keyData(key) }), toList<V>);
  }

  valueCount(key: K): Observable<number> {
    return this.call(transactionalMultiMapValueCount, () => ({ key: this.keyData(key) }), toCount);
  }

  /** Of all values of all keys. */
  size(): Observable<number> {
    return this.call(transactionalMultiMapSize, () => ({}), toCount);
  }

  #entry(key: K, value: V) {
    return { key: this.keyData(key), value: this.valueData(value) };
  }
}
