import type { Codecs } from '@hazelrx/protocol';
import {
  listAdd,
  listAddAll,
  listAddAllWithIndex,
  listAddListener,
  listClear,
  listCompareAndRemoveAll,
  listCompareAndRetainAll,
  listContains,
  listContainsAll,
  listGet,
  listGetAll,
  listIndexOf,
  listIsEmpty,
  listLastIndexOf,
  listRemove,
  listRemoveWithIndex,
  listSet,
  listSize,
  listSub,
} from '@hazelrx/protocol/operations';
import { type Observable, type ObservableInput, throwError } from 'rxjs';
import { HazelcastError } from '../errors.js';
import { toAnswer, toCount, toList, toNothing } from './answers.js';
import { itemEvent, type ItemEventOf, type ItemEventOptions } from './item-event.js';
import { ListPages } from './list-pages.js';
import { argumentList } from './listed.js';
import type { ConsumeOptions, IterationOptions } from './pages.js';
import { type Core, type Storable, Structure } from './structure.js';

const SERVICE = 'hz:impl:listService';

/** The end of the list, whatever its size. */
const TO_THE_END = -1;

/**
 * A distributed list: items in order, all in one partition, that of its name. Equal are items whose serialized forms
 * are. Unless it says otherwise, a method returns a cold Observable: each subscription sends its request, emits one value
 * and completes; unsubscribing drops the wait, not the effect. An index counts from 0; one that is outside fails with
 * `INDEX_OUT_OF_BOUNDS`. Items are never null.
 */
export class HazelcastList<E extends Storable> extends Structure {
  constructor(core: Core, name: string, codecs?: Codecs) {
    super(core, SERVICE, name, codecs);
  }

  /** Appends the item. Emits false when the list has its `max-size`. */
  add(item: E): Observable<boolean> {
    return this.call(listAdd, { name: this.name, value: item }, toAnswer);
  }

  /** Inserts the item before the one that has the index now. Emits false when the list has its `max-size`. */
  addAt(index: number, item: E): Observable<boolean> {
    return this.addAllAt(index, [item]);
  }

  /** Appends all items, or none: emits false when there are none, or the list would be longer than its `max-size`. */
  addAll(items: Iterable<E>): Observable<boolean> {
    return this.call(listAddAll, { name: this.name, valueList: argumentList(items) }, toAnswer);
  }

  /** Inserts all items before the one that has the index now, or none, as `addAll` does. */
  addAllAt(index: number, items: Iterable<E>): Observable<boolean> {
    return this.call(listAddAllWithIndex, { name: this.name, index, valueList: argumentList(items) }, toAnswer);
  }

  get(index: number): Observable<E> {
    return this.call(listGet, { name: this.name, index }, toItem<E>);
  }

  /** Emits the item it replaced. */
  set(index: number, item: E): Observable<E> {
    return this.call(listSet, { name: this.name, index, value: item }, toItem<E>);
  }

  /** Removes the first item that is equal. Emits whether there was one. */
  remove(item: E): Observable<boolean> {
    return this.call(listRemove, { name: this.name, value: item }, toAnswer);
  }

  /** Emits the item it removed. */
  removeAt(index: number): Observable<E> {
    return this.call(listRemoveWithIndex, { name: this.name, index }, toItem<E>);
  }

  /** Removes every item that is equal to one of these. Emits whether the list has changed. */
  removeAll(items: Iterable<E>): Observable<boolean> {
    return this.call(listCompareAndRemoveAll, { name: this.name, values: argumentList(items) }, toAnswer);
  }

  /** Removes every item that is equal to none of these. Emits whether the list has changed. */
  retainAll(items: Iterable<E>): Observable<boolean> {
    return this.call(listCompareAndRetainAll, { name: this.name, values: argumentList(items) }, toAnswer);
  }

  contains(item: E): Observable<boolean> {
    return this.call(listContains, { name: this.name, value: item }, toAnswer);
  }

  /** Of no items: true. */
  containsAll(items: Iterable<E>): Observable<boolean> {
    return this.call(listContainsAll, { name: this.name, values: argumentList(items) }, toAnswer);
  }

  /** −1 when it is not there. */
  indexOf(item: E): Observable<number> {
    return this.call(listIndexOf, { name: this.name, value: item }, toCount);
  }

  /** −1 when it is not there. */
  lastIndexOf(item: E): Observable<number> {
    return this.call(listLastIndexOf, { name: this.name, value: item }, toCount);
  }

  size(): Observable<number> {
    return this.call(listSize, { name: this.name }, toCount);
  }

  isEmpty(): Observable<boolean> {
    return this.call(listIsEmpty, { name: this.name }, toAnswer);
  }

  clear(): Observable<undefined> {
    return this.call(listClear, { name: this.name }, toNothing);
  }

  /** All items in one answer; for lists that may be long there is `items`. */
  toArray(): Observable<E[]> {
    return this.call(listGetAll, { name: this.name }, toList<E>);
  }

  /** The items from `start` to before `end`, or to the end of the list, in one answer. */
  subList(start: number, end?: number): Observable<E[]> {
    if (start < 0 || (end !== undefined && end < 0)) return throwError(() => this.#outside(start, end));
    return this.call(listSub, { name: this.name, from: start, to: end ?? TO_THE_END }, toList<E>);
  }

  /** Members take a negative end for the end of the list. */
  #outside(start: number, end: number | undefined): HazelcastError {
    const details = { operation: listSub.name, structure: this.name };
    return new HazelcastError('INDEX_OUT_OF_BOUNDS', `there is no part from ${start} to ${end ?? 'the end'}`, details);
  }

  /**
   * Every item in its order, up to as many as there are on subscribe: one request a page, and the next one only when the
   * page was delivered. It goes by index and is no snapshot: what is inserted or removed before the place it has reached
   * makes it repeat or miss an item each.
   */
  items(options?: IterationOptions): Observable<E> {
    return this.#pages.stream(options);
  }

  /**
   * Runs the handler over every item, as `items` emits them, and emits its results; the list stays as it is. The next
   * page is asked for when the handlers of the last are done; the first that fails ends it.
   */
  consumeItems<R>(handler: (item: E) => ObservableInput<R>, options?: ConsumeOptions): Observable<R> {
    return this.#pages.consume(handler, options);
  }

  get #pages(): ListPages<E> {
    return new ListPages(this, reason => this.refusal(listSub, reason));
  }

  /**
   * Items that come and go, for as long as somebody listens: hot, without a past. Registered on every member, on those
   * that join later and again after a reconnect. What one call adds or removes is told item by item, in no order; `set`
   * is told as a removal and an addition, `removeAt` without the item. Ends with an error when an item cannot be read,
   * and at `shutdown()`.
   */
  events<V extends boolean = false, S extends boolean = false>({
    includeValue,
    signals,
  }: ItemEventOptions<V, S> = {}): Observable<ItemEventOf<E | null, V, S>> {
    const request = { name: this.name, includeValue: includeValue ?? false };
    return this.listen(listAddListener, request, itemEvent, signals ?? false) as Observable<
      ItemEventOf<E | null, V, S>
    >;
  }
}

/** Lists hold no nulls. */
function toItem<E>({ response }: { readonly response: unknown }): E {
  return response as E;
}
