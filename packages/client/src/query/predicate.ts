import { QueryObject } from '@hazelrx/protocol';

declare const OF: unique symbol;

/** A condition that members check for each entry. `K`, `V`: the keys and values that it is for. */
export class Predicate<in K = unknown, in V = unknown> extends QueryObject {
  declare readonly [OF]: (key: K, value: V) => void;
}

declare const ENTRY: unique symbol;

/** An entry as it is, in what queries result in: key and value of the map that is asked. */
export interface WholeEntry {
  readonly [ENTRY]: true;
}

/** What a query results in, asked of a map of those keys and values. */
export type ResultOf<R, K, V> = R extends WholeEntry ? [K, V] : R;
