import type { Latencies } from './latencies.js';
import type { Heard, Request } from './works.js';

/** Where the member is. */
export interface Cluster {
  readonly address: string;
  readonly clusterName: string;
}

/** `operations` operations, at most `inFlight` at a time. */
export interface Run {
  readonly operations: number;
  readonly inFlight: number;
  readonly latencies: Latencies;
  /** To be called at least every {@link LOOK_EVERY} entries of an iteration. */
  readonly look?: () => void;
}

export const LOOK_EVERY = 1000;

/** Resolves when all operations are answered; rejects when one of them failed. */
export type Runner = (run: Run) => Promise<void>;

/** A way to talk to a member. */
export interface Contestant {
  /** Resolves once operations can be made. */
  connect(cluster: Cluster): Promise<Session>;
}

export interface Session {
  /** Makes in advance what is not to be measured. What was prepared before is of no more use. */
  prepare(request: Request): Promise<Runner>;
  /**
   * Calls `onEvent` for each that is heard, with its value; resolves once none will be missed. Of what is heard by
   * `waiting` consumers, each by one.
   */
  listen(heard: Heard, onEvent: () => void, waiting: number): Promise<void>;
  close(): Promise<void>;
}

/** Runs a promise-returning operation in `inFlight` lanes that each await one operation after the other. */
export async function inLanes(run: Run, operate: (operation: number) => Promise<unknown>): Promise<void> {
  const { operations, inFlight, latencies } = run;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < operations) {
      const operation = next++;
      if (!latencies.wants(operation)) {
        await operate(operation);
        continue;
      }
      const began = performance.now();
      await operate(operation);
      latencies.add(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, operations) }, lane));
}
