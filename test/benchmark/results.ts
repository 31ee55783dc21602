import { cpus } from 'node:os';
import { insteadOf } from './contestants-of.js';
import type { IdleMeasurement, Measurement } from './measurement.js';
import { type ContestantName, CONTESTANTS } from './orders.js';
import type { Outcome } from './rounds.js';
import { type Spread, spreadOf } from './statistics.js';
import { memberOf, type Target, TARGETS } from './works.js';

/** One contestant's rounds at one work in a few numbers; `undefined` ones do not apply to the work. */
export type Summary<M> = { readonly [K in keyof M]: Spread | undefined };

export interface WorkResult<M> {
  readonly name: string;
  /** The version of the member. */
  readonly member: string;
  readonly contestants: Readonly<Partial<Record<ContestantName, Summary<M>>>>;
  /** Of this client in both forms, to the official client, whatever that does for it, and to the floor. */
  readonly ratios: readonly Ratio[];
  readonly target: Target;
  /** What some of them did in place of it. */
  readonly instead: Readonly<Partial<Record<ContestantName, string>>>;
}

export interface Ratio {
  readonly of: ContestantName;
  readonly to: ContestantName;
  /** Each is worked out within a round, where both had the same machine. */
  readonly cpu: Spread;
  readonly speed: Spread | undefined;
}

export interface Results {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly rounds: number;
  readonly works: readonly WorkResult<Measurement>[];
  readonly idle: readonly WorkResult<IdleMeasurement>[];
}

export function results(
  rounds: number,
  works: readonly Outcome<Measurement>[],
  idle: readonly Outcome<IdleMeasurement>[],
): Results {
  return {
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    rounds,
    works: works.map(outcome => workResult(outcome, 'cpuMicrosPerOperation', 'operationsPerSecond')),
    idle: idle.map(outcome => workResult(outcome, 'cpuMicrosPerSecond', undefined)),
  };
}

function workResult<M extends object>(outcome: Outcome<M>, cpu: keyof M, speed: keyof M | undefined): WorkResult<M> {
  const { work, rounds } = outcome;
  const contestants: Partial<Record<ContestantName, Summary<M>>> = {};
  for (const name of CONTESTANTS) if (rounds[name]) contestants[name] = summary(rounds[name]);
  const ratios: Ratio[] = [];
  for (const to of ['official', 'officialByHand', 'floor'] as const) {
    for (const of of ['hazelrx', 'hazelrxPromise'] as const) {
      const [mine, other] = [rounds[of], rounds[to]];
      if (!mine || !other) continue;
      ratios.push({ of, to, cpu: ratio(mine, other, cpu)!, speed: speed && ratio(mine, other, speed) });
    }
  }
  const { name, kind } = work;
  return {
    name,
    member: memberOf(kind).version,
    contestants,
    ratios,
    target: TARGETS[name] ?? {},
    instead: insteadOf(kind),
  };
}

function summary<M extends object>(rounds: readonly M[]): Summary<M> {
  const names = Object.keys(rounds[0]!) as (keyof M)[];
  return Object.fromEntries(names.map(name => [name, spreadOf(rounds.map(round => round[name] as number))])) as never;
}

function ratio<M>(mine: readonly M[], other: readonly M[], name: keyof M): Spread | undefined {
  return spreadOf(
    mine.map((round, i) => {
      const [one, two] = [round[name], other[i]![name]] as (number | undefined)[];
      return one === undefined || two === undefined ? undefined : one / two;
    }),
  );
}
