import { type ClusterOptions, defaultJvm, type JavaCluster } from '@hazelrx/java-member';
import { filter, firstValueFrom, reduce, ReplaySubject, skipWhile, Subject, takeWhile, timeout } from 'rxjs';
import { DEADLINE } from './awaiting.js';
import { realMembers, type TestBed } from './clusters.js';

interface Line {
  readonly line: string;
  readonly member: number;
}

/** A bed whose members can be asked how many objects of a class they hold: the JVM prints that on SIGQUIT. */
export class MemberHeaps {
  readonly #lines = new Subject<Line>();
  readonly bed: TestBed<JavaCluster>;

  constructor(version: string, options: ClusterOptions = {}) {
    this.bed = realMembers(version, {
      ...options,
      jvm: [...(options.jvm ?? defaultJvm), '-XX:+PrintClassHistogram'],
      log: (line, member) => this.#lines.next({ line, member }),
    });
  }

  /** Live objects of this class on each member, after a collection there. */
  async count(cluster: JavaCluster, className: string): Promise<number[]> {
    const perMember = await this.countAll(cluster, [className]);
    return perMember.map(([count]) => count!);
  }

  /** The same of several classes, in their order: one histogram a member tells of all. */
  async countAll(cluster: JavaCluster, classNames: readonly string[]): Promise<number[][]> {
    const counts: number[][] = [];
    for (const index of cluster.members.keys()) {
      const histogram = await this.#histogramOf(cluster, index);
      counts.push(classNames.map(name => histogram.get(name) ?? 0));
    }
    return counts;
  }

  /** Class → objects. One that was begun for somebody else, before its first line, does not count. */
  async #histogramOf(cluster: JavaCluster, index: number): Promise<ReadonlyMap<string, number>> {
    const whole = this.#lines.pipe(
      filter(({ member }) => member === index),
      skipWhile(({ line }) => !/^\s*num\s+#instances/.test(line)),
      takeWhile(({ line }) => !/^Total\s+\d+/.test(line)),
      reduce((counts, { line }) => {
        const [, instances, name] = /^\s*\d+:\s+(\d+)\s+\d+\s+(\S+)/.exec(line) ?? [];
        return name === undefined ? counts : counts.set(name, Number(instances));
      }, new Map<string, number>()),
      timeout(DEADLINE),
    );
    const told = new ReplaySubject<ReadonlyMap<string, number>>(1);
    whole.subscribe(told);
    process.kill(cluster.pid(index)!, 'SIGQUIT');
    return firstValueFrom(told);
  }
}
