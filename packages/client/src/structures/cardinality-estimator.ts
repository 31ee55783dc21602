import { cardinalityHash } from '@hazelrx/protocol';
import { cardinalityEstimatorAdd, cardinalityEstimatorEstimate } from '@hazelrx/protocol/operations';
import type Long from 'long';
import { endWith, ignoreElements, type Observable } from 'rxjs';
import { pipelined } from '../pipelined.js';
import { toNothing } from './answers.js';
import { PARALLELISM } from './by-partition.js';
import { listed } from './listed.js';
import { type Core, type Storable, Structure } from './structure.js';

const SERVICE = 'hz:impl:cardinalityEstimatorService';

/**
 * Tells about how many different values were added, in a few kilobytes however many they are: up to some thousands
 * nearly exactly, beyond that within about 2 percent. Members are sent a hash of each value, never the value; values are
 * the same when their serialized forms are.
 */
export class CardinalityEstimator<V extends Storable> extends Structure {
  constructor(core: Core, name: string) {
    super(core, SERVICE, name);
  }

  add(value: V): Observable<undefined> {
    return this.combined(cardinalityEstimatorAdd, () => this.#add(this.#hash(value)));
  }

  /** One request a value, 64 at a time: when it fails, some may have been added. None are when one cannot be serialized. */
  addAll(values: Iterable<V>): Observable<undefined> {
    const all = listed(values);
    return this.combined(cardinalityEstimatorAdd, () => {
      const hashes = all().map(value => this.#hash(value));
      return pipelined(hashes, hash => this.#add(hash), PARALLELISM).pipe(ignoreElements(), endWith(undefined));
    });
  }

  estimate(): Observable<Long> {
    const { name } = this;
    return this.call(cardinalityEstimatorEstimate, { name }, ({ response }) => response, { repeatable: true });
  }

  #hash(value: V): Long {
    return cardinalityHash(this.core.router.data(value));
  }

  /** Twice is as good as once. */
  #add(hash: Long): Observable<undefined> {
    const { name } = this;
    return this.call(cardinalityEstimatorAdd, { name, hash }, toNothing, { repeatable: true, internal: true });
  }
}
