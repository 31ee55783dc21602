import { type ClusterOptions, defaultJvm, type JavaCluster } from '@hazelrx/java-member';
import { firstValueFrom, ReplaySubject, scan, filter, map, Subject, take, timeout } from 'rxjs';
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
      jvm: [...defaultJvm, '-XX:+PrintClassHistogram'],
      log: (line, member) => this.#lines.next({ line, member }),
    });
  }

  /** Live objects of this class on each member, after a collection there. */
  async count(cluster: JavaCluster, className: string): Promise<number[]> {
    const counts: number[] = [];
    for (const index of cluster.members.keys()) counts.push(await this.#countOn(cluster, index, className));
    return counts;
  }

  async #countOn(cluster: JavaCluster, index: number, className: string): Promise<number> {
    const histogram = this.#lines.pipe(
      filter(({ member }) => member === index),
      scan(
        (seen, { line }) => {
          const [, instances, name] = /^\s*\d+:\s+(\d+)\s+\d+\s+(\S+)/.exec(line) ?? [];
          return { count: name === className ? Number(instances) : seen.count, over: /^Total\s+\d+/.test(line) };
        },
        { count: 0, over: false },
      ),
      filter(({ over }) => over),
      map(({ count }) => count),
      take(1),
      timeout(DEADLINE),
    );
    const told = new ReplaySubject<number>(1);
    histogram.subscribe(told);
    process.kill(cluster.pid(index)!, 'SIGQUIT');
    return firstValueFrom(told);
  }
}
