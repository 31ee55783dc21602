import type { AnyOperation, LongLike } from '@hazelrx/protocol';
import {
  transactionalMapContainsKey,
  transactionalMapDelete,
  transactionalMapGet,
  transactionalMapGetForUpdate,
  transactionalMapIsEmpty,
  transactionalMapKeySet,
  transactionalMapKeySetWithPredicate,
  transactionalMapPut,
  transactionalMapPutIfAbsent,
  transactionalMapRemove,
  transactionalMapRemoveIfSame,
  transactionalMapReplace,
  transactionalMapReplaceIfSame,
  transactionalMapSet,
  transactionalMapSize,
  transactionalMapValues,
  transactionalMapValuesWithPredicate,
} from '@hazelrx/protocol/operations';
import type { Observable } from 'rxjs';
import type { Predicate } from '../../query/predicate.js';
import { toAnswer, toCount, toList, toNothing, toValue } from '../answers.js';
import { notForTransactions } from '../query-request.js';
import type { Storable } from '../structure.js';
import { TransactionalStructure } from './transactional-structure.js';

/** Time to live as the members have it configured for the map. */
const CONFIGURED_TTL = -1;

/**
 * A map within a transaction. It sees its own changes, others see them once it is committed. What changes a key locks
 * it until the end, and waits on the member for a key that another owner has locked, as long as the transaction lasts.
 */
export class TransactionalMap<K extends Storable, V extends Storable> extends TransactionalStructure {
  get(key: K): Observable<V | null> {
    return this.call(transactionalMapGet, () => ({ key: this.keyData(key) }), toValue<V>);
  }

  /** Locks the key, there or not, so that nobody else changes it before this transaction does. */
  getForUpdate(key: K): Observable<V | null> {
    return this.call(transactionalMapGetForUpdate, () => ({ key: this.keyData(key) }), toValue<V>);
  }

  containsKey(key: K): Observable<boolean> {
    return this.call(transactionalMapContainsKey, () => ({ key: this.keyData(key) }), toAnswer);
  }

  size(): Observable<number> {
    return this.call(transactionalMapSize, nothing, toCount);
  }

  isEmpty(): Observable<boolean> {
    return this.call(transactionalMapIsEmpty, nothing, toAnswer);
  }

  /** Emits the value it replaces. The time to live begins with the commit; it is in milliseconds, and 0 is for ever. */
  put(key: K, value: V, ttl: LongLike = CONFIGURED_TTL): Observable<V | null> {
    return this.call(transactionalMapPut, () => ({ ...this.#entry(key, value), ttl }), toValue<V>);
  }

  set(key: K, value: V): Observable<undefined> {
    return this.call(transactionalMapSet, () => this.#entry(key, value), toNothing);
  }

  /** Emits the value that is there already, or null when `value` is put. */
  putIfAbsent(key: K, value: V): Observable<V | null> {
    return this.call(transactionalMapPutIfAbsent, () => this.#entry(key, value), toValue<V>);
  }

  /** Emits the value it replaces, or null when the key is absent; nothing is put then. */
  replace(key: K, value: V): Observable<V | null> {
    return this.call(transactionalMapReplace, () => this.#entry(key, value), toValue<V>);
  }

  /** Emits whether the value was `oldValue`, in its serialized form, and now is `newValue`. */
  replaceIfSame(key: K, oldValue: V, newValue: V): Observable<boolean> {
    const fields = () => ({
      key: this.keyData(key),
      oldValue: this.valueData(oldValue),
      newValue: this.valueData(newValue),
    });
    return this.call(transactionalMapReplaceIfSame, fields, toAnswer);
  }

  /** Emits the value it removes. */
  remove(key: K): Observable<V | null> {
    return this.call(transactionalMapRemove, () => ({ key: this.keyData(key) }), toValue<V>);
  }

  /** Emits whether the value was `value`, in its serialized form, and now is gone. */
  removeIfSame(key: K, value: V): Observable<boolean> {
    return this.call(transactionalMapRemoveIfSame, () => this.#entry(key, value), toAnswer);
  }

  delete(key: K): Observable<undefined> {
    return this.call(transactionalMapDelete, () => ({ key: this.keyData(key) }), toNothing);
  }

  /** All keys, or those of entries that match; members leave in one that matched before this transaction changed it. */
  keySet(predicate?: Predicate<K, V>): Observable<K[]> {
    if (predicate === undefined) return this.call(transactionalMapKeySet, nothing, toList<K>);
    return this.call(
      transactionalMapKeySetWithPredicate,
      () => this.#by(transactionalMapKeySetWithPredicate, predicate),
      toList<K>,
    );
  }

  /** All values, or those that match. */
  values(predicate?: Predicate<K, V>): Observable<V[]> {
    if (predicate === undefined) return this.call(transactionalMapValues, nothing, toList<V>);
    return this.call(
      transactionalMapValuesWithPredicate,
      () => this.#by(transactionalMapValuesWithPredicate, predicate),
      toList<V>,
    );
  }

  #by(operation: AnyOperation, predicate: Predicate<K, V>) {
    const reason = notForTransactions(predicate);
    if (reason !== undefined) throw this.refusal(operation, reason);
    return { predicate: this.objectData(predicate) };
  }

  #entry(key: K, value: V) {
    return { key: this.keyData(key), value: this.valueData(value) };
  }
}

function nothing(): object {
  return {};
}
