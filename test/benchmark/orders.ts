// What the benchmark and the process of a contestant say to each other.
import type { Cluster } from './contestant.js';
import type { IdleMeasurement, Measurement } from './measurement.js';
import type { Work } from './works.js';

export const CONTESTANTS = ['official', 'officialByHand', 'hazelrx', 'hazelrxPromise', 'floor'] as const;
export type ContestantName = (typeof CONTESTANTS)[number];

export type Order =
  | { readonly type: 'connect'; readonly cluster: Cluster }
  /** `warmUp`: operations done before, not measured. */
  | { readonly type: 'run'; readonly work: Work; readonly warmUp: number }
  /** Hears what the work is about from now on. */
  | { readonly type: 'listen'; readonly work: Work }
  /** Measured until the `until`th event, or whatever is heard, since `listen` has come; `events` of them are new. */
  | { readonly type: 'receive'; readonly events: number; readonly until: number }
  /** How many events have come since `listen`. */
  | { readonly type: 'received' }
  /** Connects and does nothing for so long. */
  | { readonly type: 'idle'; readonly cluster: Cluster; readonly millis: number }
  | { readonly type: 'close' };

/** What each order is answered with. */
export interface Answers {
  readonly connect: undefined;
  readonly run: Measurement;
  readonly listen: undefined;
  readonly receive: Measurement;
  readonly received: number;
  readonly idle: IdleMeasurement;
  readonly close: undefined;
}

export type Reply = { readonly answer: unknown } | { readonly error: string };
