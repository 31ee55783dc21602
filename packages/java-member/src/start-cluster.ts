import { obtainJars } from './artifacts.js';
import { planCluster, type ClusterOptions } from './cluster-options.js';
import type { JavaCluster } from './java-cluster.js';
import { MemberGroup } from './member-group.js';
import { requirePosix, requireTool } from './tools.js';

/**
 * Starts members and resolves when all of them see each other and, with `cp`, the CP subsystem has found its members.
 * Downloads Hazelcast with Maven first where it is not on the machine yet. On failure nothing is left running.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<JavaCluster> {
  const plan = planCluster(options);
  requirePosix();
  const java = requireTool('java', plan.env);
  const jars = await obtainJars(plan, plan.env);
  const cluster = new MemberGroup(plan, { java, jars: [...jars, ...plan.classPath], jvm: plan.jvm });
  try {
    await cluster.start();
    return cluster;
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
}
