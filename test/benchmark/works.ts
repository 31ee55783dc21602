// What is measured, and what the project wants of it.

/**
 * What one operation of a work is. `getLarge` reads a value of 100 KB, `putAll` and `values` are of 10,000 entries, `lock`
 * is a lock and its unlock; of `iterate`, whose map has as many entries as the work has operations, it is one entry.
 */
export type Request = 'get' | 'set' | 'getAll' | 'getLarge' | 'putAll' | 'values' | 'lock' | 'iterate';
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
  /** Bytes that the heap in use grows by, less than. */
  readonly heapGrowth?: number;
}

export const TARGETS: Readonly<Record<string, Target>> = {
  'get@256': { cpu: 1 / 3, speed: 2, floor: 3 },
  'get@16': { cpu: 1 / 2 },
  'get@1': { cpu: 1 },
  getAll: { cpu: 1 / 3 },
  getLarge: { cpu: 1 / 3 },
  putAll: { cpu: 1 / 3 },
  values: { cpu: 1 / 3 },
  'lock@256': { cpu: 1 / 2 },
  iterate: { heapGrowth: 64 * 1024 * 1024 },
  events: { cpu: 1 / 2 },
};

const OPERATIONS_BY_IN_FLIGHT: Readonly<Record<number, number>> = { 1: 5000, 16: 60_000, 64: 80_000, 256: 200_000 };

function atEach(kind: 'get' | 'set' | 'lock', inFlight: readonly number[]): Work[] {
  return inFlight.map(n => ({ name: `${kind}@${n}`, kind, inFlight: n, operations: OPERATIONS_BY_IN_FLIGHT[n]! }));
}

export const FULL: readonly Work[] = [
  ...atEach('get', [1, 16, 64, 256]),
  ...atEach('set', [1, 16, 64, 256]),
  { name: 'getAll', kind: 'getAll', inFlight: 1, operations: 20 },
  { name: 'getLarge', kind: 'getLarge', inFlight: 16, operations: 3000 },
  { name: 'putAll', kind: 'putAll', inFlight: 1, operations: 40 },
  { name: 'values', kind: 'values', inFlight: 1, operations: 200 },
  ...atEach('lock', [16, 256]),
  { name: 'iterate', kind: 'iterate', inFlight: 1, operations: 1_000_000 },
  { name: 'events', kind: 'events', inFlight: 256, operations: 120_000 },
  { name: 'connect', kind: 'connect', inFlight: 1, operations: 20 },
  { name: 'idle', kind: 'idle', inFlight: 0, operations: 4000 },
];

/** The works of `--quick` where none are named. */
export const QUICK: readonly string[] = ['get@16', 'get@256', 'set@16', 'set@256', 'getAll'];

/** As `--quick` does it. */
export function shortened(work: Work): Work {
  return { ...work, operations: Math.ceil(work.operations / 3) };
}

/** Those whose name or kind is among `names`; all where none are given. */
export function chosen(names: readonly string[]): readonly Work[] {
  const known = new Set(FULL.flatMap(({ name, kind }) => [name, kind]));
  const unknown = names.find(name => !known.has(name));
  if (unknown !== undefined) throw new RangeError(`no work is called ${unknown}; there are ${[...known].join(', ')}`);
  return names.length === 0 ? FULL : FULL.filter(({ name, kind }) => names.includes(name) || names.includes(kind));
}
