// What is measured, and what the project wants of it.

/** What one operation of a work is; `getLarge` reads a value of 100 KB. */
export type Request = 'get' | 'set' | 'getAll' | 'getLarge';
export type Kind = Request | 'events' | 'connect' | 'idle';

/** A work as the contestants get it: a number of operations, never more than `inFlight` at a time. */
export interface Work {
  /** As shown and as chosen by `--works`: the kind, and how many are in flight where that varies. */
  readonly name: string;
  readonly kind: Kind;
  readonly inFlight: number;
  /** A round's operations, the warm-up not counted. For `idle`: milliseconds. */
  readonly operations: number;
}

/** The most that the ratio of this client to the official one may be, or the least where it says so. */
export interface Target {
  readonly cpu?: number;
  /** Operations/s, at least. */
  readonly speed?: number;
  /** CPU, of the floor's: aimed at, not asked for. */
  readonly floor?: number;
}

export const TARGETS: Readonly<Record<string, Target>> = {
  'get@256': { cpu: 1 / 3, speed: 2, floor: 3 },
  'get@16': { cpu: 1 / 2 },
  'get@1': { cpu: 1 },
  getAll: { cpu: 1 / 3 },
  getLarge: { cpu: 1 / 3 },
  events: { cpu: 1 / 2 },
};

const OPERATIONS_BY_IN_FLIGHT: Readonly<Record<number, number>> = { 1: 5000, 16: 60_000, 64: 80_000, 256: 200_000 };

function atEach(kind: 'get' | 'set', inFlight: readonly number[]): Work[] {
  return inFlight.map(n => ({ name: `${kind}@${n}`, kind, inFlight: n, operations: OPERATIONS_BY_IN_FLIGHT[n]! }));
}

const getAll: Work = { name: 'getAll', kind: 'getAll', inFlight: 1, operations: 20 };

export const FULL: readonly Work[] = [
  ...atEach('get', [1, 16, 64, 256]),
  ...atEach('set', [1, 16, 64, 256]),
  getAll,
  { name: 'getLarge', kind: 'getLarge', inFlight: 16, operations: 3000 },
  { name: 'events', kind: 'events', inFlight: 256, operations: 120_000 },
  { name: 'connect', kind: 'connect', inFlight: 1, operations: 20 },
  { name: 'idle', kind: 'idle', inFlight: 0, operations: 4000 },
];

export const QUICK: readonly Work[] = [
  ...[...atEach('get', [16, 256]), ...atEach('set', [16, 256])].map(work => ({
    ...work,
    operations: work.operations / 3,
  })),
  { ...getAll, operations: 8 },
];

/** Those whose name or kind is among `names`; all where none are given. */
export function chosen(works: readonly Work[], names: readonly string[]): readonly Work[] {
  const known = new Set(FULL.flatMap(({ name, kind }) => [name, kind]));
  const unknown = names.find(name => !known.has(name));
  if (unknown !== undefined) throw new RangeError(`no work is called ${unknown}; there are ${[...known].join(', ')}`);
  return names.length === 0 ? works : works.filter(({ name, kind }) => names.includes(name) || names.includes(kind));
}
