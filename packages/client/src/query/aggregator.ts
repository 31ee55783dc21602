import { type QueryClass, QueryObject } from '@hazelrx/protocol';
import { itself, type ReadResult } from './attribute-values.js';

declare const OF: unique symbol;

/** What members make of many entries. `R`: its result; `K`, `V`: the keys and values that it is for. */
export class Aggregator<out R, in K = unknown, in V = unknown> extends QueryObject {
  declare readonly [OF]: (key: K, value: V) => R;

  constructor(
    type: QueryClass,
    values: readonly unknown[],
    /** @internal */
    readonly read: ReadResult = itself,
  ) {
    super(type, values);
  }
}
