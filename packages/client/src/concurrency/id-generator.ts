import type Long from 'long';
import type { Observable } from 'rxjs';
import type { BackendOptions } from './backend.js';

/** Ids that no other client of the cluster gets. */
export interface IdGenerator {
  readonly name: string;
  /** A new id each time it is subscribed to; at once, where its block was reserved before. */
  newId(): Observable<Long>;
  /**
   * Ids without end, reserved while somebody listens: one stream for all, everyone gets all ids from when he came. Ids that come
   * when nobody listens any more are lost. The next block is asked for when all have had the last one.
   */
  ids(): Observable<Long>;
}

export interface IdGeneratorOptions extends BackendOptions {
  /**
   * `sequential` (default): the numbers from 0, a block at a time from an atomic long; what is left of a block when its client ends
   * is skipped. `flake`: from the time and the member, without asking for a lock or an order (`getFlakeIdGenerator`).
   */
  readonly kind?: 'sequential' | 'flake';
  /** Ids of one block, for `sequential`. 1–1,000,000. Default 1000. */
  readonly blockSize?: number;
}
