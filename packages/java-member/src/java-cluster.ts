import type { TestCluster } from 'hazelrx/testing';

/** A cluster of real Hazelcast members, each a Java process on this machine that ends when this process does. */
export interface JavaCluster extends TestCluster {
  readonly version: string;
  /** The process id of a running member, to suspend it for example. */
  pid(index: number): number | undefined;
  /** The last lines that the member printed since its last start, 500 at most. */
  logTail(index: number): readonly string[];
}
