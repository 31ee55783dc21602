// Clusters whose members have classes of the tests' own: `tasks/` for real ones, `embedded-tasks.ts` for embedded ones.
import type { EmbeddedCluster } from '@hazelrx/embedded-member';
import type { ClusterOptions, JavaCluster } from '@hazelrx/java-member';
import { describeOn, embeddedMembers, realMembers, type SuiteCluster, type TestBed } from './clusters.js';
import { embeddedTasks } from './embedded-tasks.js';
import { compileJava, findMissingJava } from './java.js';

const map = { 'journaled-*': { 'event-journal': { enabled: true, capacity: 2710 } } };

/** One thread an executor, so that tasks wait for each other. */
const config = {
  map,
  'executor-service': { 'narrow-*': { 'pool-size': 1 } },
  serialization: {
    'data-serializable-factories': [{ 'factory-id': 1001, 'class-name': 'TaskFactory' }],
    'portable-factories': [{ 'factory-id': 1001, 'class-name': 'PortableRaise$Factory' }],
  },
};

/** Real members that have the tasks. The classes are compiled for as long as the members run. */
export function withTasks(bedOf: (options: ClusterOptions) => TestBed<JavaCluster>): TestBed<JavaCluster> {
  const bed = bedOf({});
  return {
    ...bed,
    missing: () => findMissingJava() ?? bed.missing(),
    async start() {
      const classes = await compileJava(new URL('tasks/', import.meta.url));
      try {
        const cluster = await bedOf({ config, classPath: [classes.folder] }).start();
        const dispose = cluster[Symbol.asyncDispose].bind(cluster);
        cluster[Symbol.asyncDispose] = async () => {
          await dispose();
          await classes[Symbol.asyncDispose]();
        };
        return cluster;
      } catch (error) {
        await classes[Symbol.asyncDispose]();
        throw error;
      }
    },
  };
}

const realTasks = (version: string): TestBed<JavaCluster> => withTasks(options => realMembers(version, options));

const embedded = (transport: 'memory' | 'tcp'): TestBed<EmbeddedCluster> =>
  embeddedMembers(transport, { config: { map }, serialization: embeddedTasks });

/** Members that have the tasks. */
export function describeOnTaskMembers(name: string, suite: (cluster: SuiteCluster) => void): void {
  const beds: readonly TestBed[] = [embedded('memory'), embedded('tcp'), realTasks('5.7.0'), realTasks('5.3.8')];
  for (const bed of beds) describeOn(bed, name, suite);
}
