import { setTimeout } from 'node:timers/promises';
import type { Cluster } from './contestant.js';
import { contestantsOf } from './contestants-of.js';
import { ContestantProcess, type Stage } from './contestant-processes.js';
import { checkQueue, fillQueue } from './fill-collections.js';
import type { IdleMeasurement, Measurement } from './measurement.js';
import type { ContestantName } from './orders.js';
import { causeOf, isConcurrent, type Kind, queueSizes, type Request, type Work } from './works.js';

/** The measurements of one work, by contestant, one a round and in the same order. */
export interface Outcome<M> {
  readonly work: Work;
  readonly rounds: Readonly<Partial<Record<ContestantName, readonly M[]>>>;
}

export interface Course extends Stage {
  readonly cluster: Cluster;
  readonly rounds: number;
  /** Not where it is to be over soon. */
  readonly rests: boolean;
  readonly tell: (progress: string) => void;
}

/** A contestant that has done a work before warms up with this part of it. */
const WARM = 10;
/** Milliseconds: the official client's counters cost twice as much once it has had nothing to do for half a minute. */
const REST = 35_000;
/** Milliseconds in which an event that is one too many would still come. */
const AFTER_EVENTS = 100;

/** Races the contestants over the works: in each round every one has its turn at a work before the next work comes. */
export class Rounds implements AsyncDisposable {
  /** By name, and by kind of work for those that do no other. */
  readonly #running = new Map<string, ContestantProcess>();
  /** The works that a running contestant has done before. */
  readonly #warm = new Set<string>();

  constructor(readonly course: Course) {}

  async race(works: readonly Work[]): Promise<Outcome<Measurement>[]> {
    return this.#all(works, (name, work) => this.#measure(name, work));
  }

  /**
   * All contestants of these works do some of them, and then nothing for a while, as the clients of applications now and
   * then: what they cost afterwards is what they cost from then on.
   */
  async rest(works: readonly Work[]): Promise<void> {
    const { rests, tell } = this.course;
    if (!rests || works.length === 0) return;
    for (const work of works) {
      tell(`before a rest: ${work.name}`);
      for (const name of contestantsOf(work.kind)) await this.#measure(name, work);
    }
    tell('a rest');
    await setTimeout(REST);
  }

  /** What a client costs that does nothing: each time in a new process. */
  async idle(works: readonly Work[]): Promise<Outcome<IdleMeasurement>[]> {
    const { cluster } = this.course;
    return this.#all(works, async (name, { operations }) => {
      await using contestant = this.#start(name);
      return await contestant.obey({ type: 'idle', cluster, millis: operations });
    });
  }

  async #all<M>(
    works: readonly Work[],
    measure: (name: ContestantName, work: Work) => Promise<M>,
  ): Promise<Outcome<M>[]> {
    const { rounds, tell } = this.course;
    const measurements = works.map(
      work => new Map<ContestantName, M[]>(contestantsOf(work.kind).map(name => [name, []])),
    );
    for (let round = 0; round < rounds; round++) {
      for (const [index, work] of works.entries()) {
        tell(`round ${round + 1} of ${rounds}: ${work.name}`);
        for (const name of inTurn(contestantsOf(work.kind), round)) {
          measurements[index]!.get(name)!.push(await measure(name, work));
        }
      }
    }
    return works.map((work, index) => ({ work, rounds: Object.fromEntries(measurements[index]!) }));
  }

  async #measure(name: ContestantName, work: Work): Promise<Measurement> {
    const cause = causeOf(work.kind);
    if (cause) return this.#heard(name, work, cause);
    const contestant = await this.#connected(name, isConcurrent(work.kind) ? work.kind : undefined);
    const id = `${name} ${work.name}`;
    const warmUp = Math.ceil(work.operations / (this.#warm.has(id) ? WARM : 1));
    this.#warm.add(id);
    if (!queueSizes(work)) return contestant.obey({ type: 'run', work, warmUp });
    await this.#onQueue(contestant, { ...work, operations: warmUp });
    return this.#onQueue(contestant, work);
  }

  /** With as many items as it needs. If it leaves others than it should, it has not done its work. */
  async #onQueue(contestant: ContestantProcess, work: Work): Promise<Measurement> {
    const { cluster } = this.course;
    const { before, after } = queueSizes(work)!;
    await fillQueue(cluster, before);
    const measurement = await contestant.obey({ type: 'run', work, warmUp: 0 });
    await checkQueue(cluster, after);
    return measurement;
  }

  /** In a process of its own, or it would hear of other works too. */
  async #heard(name: ContestantName, work: Work, cause: Request): Promise<Measurement> {
    const { cluster } = this.course;
    const causer = await this.#connected('floor');
    if (cause === 'offer') await fillQueue(cluster, 0);
    await using contestant = this.#start(name);
    await contestant.obey({ type: 'connect', cluster });
    await contestant.obey({ type: 'listen', work });
    const events = work.operations;
    const causes: Work = { ...work, kind: cause };
    let measurement: Measurement | undefined;
    for (const until of [events, 2 * events]) {
      const [heard, caused] = await Promise.all([
        contestant.obey({ type: 'receive', events, until }),
        causer.obey({ type: 'run', work: causes, warmUp: 0 }),
      ]);
      measurement = work.pause === undefined ? heard : beside(heard, caused);
    }
    await setTimeout(AFTER_EVENTS);
    const total = await contestant.obey({ type: 'received' });
    if (total !== 2 * events) throw new Error(`${name} received ${total} events of ${2 * events}`);
    return measurement!;
  }

  /** One for all works; or one for those of a kind, which then cost the same whichever others there are. */
  async #connected(name: ContestantName, kind?: Kind): Promise<ContestantProcess> {
    const id = kind === undefined ? name : `${name} ${kind}`;
    let contestant = this.#running.get(id);
    if (contestant) return contestant;
    contestant = this.#start(name);
    this.#running.set(id, contestant);
    await contestant.obey({ type: 'connect', cluster: this.course.cluster });
    return contestant;
  }

  #start(name: ContestantName): ContestantProcess {
    return new ContestantProcess(name, this.course);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Array.from(this.#running.values(), contestant => contestant[Symbol.asyncDispose]()));
  }
}

/** What `waiting` costs, and how long the other one's requests take meanwhile. */
function beside(waiting: Measurement, other: Measurement): Measurement {
  const { p50Micros, p99Micros } = other;
  return { ...waiting, operationsPerSecond: undefined, p50Micros, p99Micros };
}

/** Nobody is always first. */
function inTurn(names: readonly ContestantName[], round: number): ContestantName[] {
  const first = round % names.length;
  return [...names.slice(first), ...names.slice(0, first)];
}
