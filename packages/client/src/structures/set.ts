import type { Codecs } from '@hazelrx/protocol';
import {
  setAdd,
  setAddAll,
  setAddListener,
  setClear,
  setCompareAndRemoveAll,
  setCompareAndRetainAll,
  setContains,
  setContainsAll,
  setGetAll,
  setIsEmpty,
  setRemove,
  setSize,
} from '@hazelrx/protocol/operations';
import type { Observable } from 'rxjs';
import { toAnswer, toCount, toList, toNothing } from './answers.js';
import { itemEvent, type ItemEventOf, type ItemEventOptions } from './item-event.js';
import { argumentList } from './listed.js';
import { type Core, type Storable, Structure } from './structure.js';

const SERVICE = 'hz:impl:setService';

/**
 * A distributed set: items that are different in their serialized form, all in one partition, that of its name. Unless
 * it says otherwise, a method returns a cold Observable: each subscription sends its request, emits one value and
 * completes; unsubscribing drops the wait, not the effect. Items are never null.
 */
export class HazelcastSet<E extends Storable> extends Structure {
  constructor(core: Core, name: string, codecs?: Codecs) {
    super(core, SERVICE, name, codecs);
  }

  /** Emits false when the item is there already, or the set has its `max-size`. */
  add(item: E): Observable<boolean> {
    return this.call(setAdd, { name: this.name, value: item }, toAnswer);
  }

  /**
   * Emits whether the set has changed. All or none are added: none, too, when those that are there already make more
   * than its `max-size` together with these.
   */
  addAll(items: Iterable<E>): Observable<boolean> {
    return this.call(setAddAll, { name: this.name, valueList: argumentList(items) }, toAnswer);
  }

  /** Emits whether it was there. */
  remove(item: E): Observable<boolean> {
    return this.call(setRemove, { name: this.name, value: item }, toAnswer);
  }

  /** Emits whether the set has changed. */
  removeAll(items: Iterable<E>): Observable<boolean> {
    return this.call(setCompareAndRemoveAll, { name: this.name, values: argumentList(items) }, toAnswer);
  }

  /** Removes all but these. Emits whether the set has changed. */
  retainAll(items: Iterable<E>): Observable<boolean> {
    return this.call(setCompareAndRetainAll, { name: this.name, values: argumentList(items) }, toAnswer);
  }

  contains(item: E): Observable<boolean> {
    return this.call(setContains, { name: this.name, value: item }, toAnswer);
  }

  /** Of no items: true. */
  containsAll(items: Iterable<E>): Observable<boolean> {
    return this.call(setContainsAll, { name: this.name, items: argumentList(items) }, toAnswer);
  }

  size(): Observable<number> {
    return this.call(setSize, { name: this.name }, toCount);
  }

  isEmpty(): Observable<boolean> {
    return this.call(setIsEmpty, { name: this.name }, toAnswer);
  }

  clear(): Observable<undefined> {
    return this.call(setClear, { name: this.name }, toNothing);
  }

  /** All items in one answer, in no order. */
  toArray(): Observable<E[]> {
    return this.call(setGetAll, { name: this.name }, toList<E>);
  }

  /**
   * Items that come and go, for as long as somebody listens: hot, without a past. Registered on every member, on those
   * that join later and again after a reconnect. What one call adds or removes is told item by item, in no order. Ends
   * with an error when an item cannot be read, and at `shutdown()`.
   */
  events<V extends boolean = false, S extends boolean = false>({
    includeValue,
    signals,
  }: ItemEventOptions<V, S> = {}): Observable<ItemEventOf<E, V, S>> {
    const request = { name: this.name, includeValue: includeValue ?? false };
    return this.listen(setAddListener, request, itemEvent, signals ?? false) as Observable<ItemEventOf<E, V, S>>;
  }
}
