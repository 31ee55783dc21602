import type { ClientConfig, Dial, HazelcastClient } from 'hazelrx';
import type { TestCluster } from 'hazelrx/testing';
import type { SchedulerLike } from 'rxjs';
import type { Faults } from './faults.js';

/** A cluster in this process. It ends by `await using`, or `[Symbol.asyncDispose]()`. */
export interface EmbeddedCluster extends TestCluster {
  /** What goes wrong, and when. */
  readonly faults: Faults;
  /** The clock it was given, else the system's time. */
  readonly scheduler: SchedulerLike;
  /** How clients in this process reach its members, for those who put a client together by themselves. */
  readonly dial: Dial;
  /** A client of this cluster, on its clock. It is the caller's to shut down, before the cluster ends or after. */
  createClient(config?: ClientConfig): HazelcastClient;
}
