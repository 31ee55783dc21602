export { TestClock } from './test-clock.js';

/** One member of a {@link TestCluster}. Its place in `members` and its address stay the same for the cluster's life. */
export interface TestMember {
  /** `127.0.0.1:port` */
  readonly address: string;
  /** False from the moment its end was asked for or noticed, until `restart`. */
  readonly running: boolean;
}

/**
 * A cluster that a test starts, breaks and repairs: real Java members or the embedded ones. Everything that starts a
 * member resolves once all running members agree on who is in the cluster. An unknown index is a `RangeError`.
 */
export interface TestCluster extends AsyncDisposable {
  readonly clusterName: string;
  /** Every member there ever was, by index. */
  readonly members: readonly TestMember[];
  /** The addresses of the running members, in the order of their indexes. After a `kill(0)` the first is not member 0. */
  readonly addresses: readonly string[];
  /** Resolves with the index of the new member. */
  addMember(): Promise<number>;
  /** Shuts the member down gracefully: its data moves to the others first. Does nothing to a member that is not running. */
  stop(index: number): Promise<void>;
  /** Ends the member at once, as a crash would. Resolves when it is gone; the others may notice later. */
  kill(index: number): Promise<void>;
  /** Starts the member again, empty, on the same address. One that still runs is stopped gracefully first. */
  restart(index: number): Promise<void>;
  /** Ends every member at once. Safe to call again. */
  [Symbol.asyncDispose](): Promise<void>;
}
