// What is measured, and what the project wants of it.
import { type Form, FORMS } from './objects.js';
import { ROUND_OF_CHANGES } from './queries.js';

/**
 * What one operation of a work is. `getLarge` reads a value of 100 KB, `putAll` and `values` are of 10,000 entries, `lock`
 * is a lock and its unlock; of `iterate`, whose map has as many entries as the work has operations, it is one entry.
 * `consume` is an item of a full queue and its handler, which does nothing; `ringbuffer` a record, read with others;
 * `publish` is to the reliable topic, `tell` to the plain one. `increment` and `cpLock`, a fenced lock and its unlock, are of the
 * CP subsystem, `mapIncrement` and `mapLock` the same made of maps. `putCompact` … `getText` are of one object of ten fields, as
 * Compact, as JSON, and as a text that holds the JSON; `putArray` and `getArray` of 10,000 doubles. `query` reads 10,000
 * values of 100,000 by a predicate; `change` is a `set` of another value than the last. Of `sql` it is one row of 100,000.
 */
export type Request =
  | 'get'
  | 'set'
  | 'getAll'
  | 'getLarge'
  | 'putAll'
  | 'values'
  | 'lock'
  | 'iterate'
  | 'offer'
  | 'poll'
  | 'consume'
  | 'ringbuffer'
  | 'publish'
  | 'tell'
  | 'query'
  | 'change'
  | 'sql'
  | Concurrent
  | Stored;

export type Concurrent = 'increment' | 'cpLock' | 'mapIncrement' | 'mapLock';
export type Stored = `${'put' | 'get'}${Form}`;

/**
 * What a contestant hears of while the raw socket causes it: entry events, messages of the reliable topic and of the plain
 * one, changes of a map of which it keeps all entries (`live`), and, one at a time, what another client offers to a queue
 * beside those who wait for its items (`offerBeside`).
 */
export type Heard = 'events' | 'messages' | 'topic' | 'live' | 'offerBeside';
export type Kind = Request | Heard | 'connect' | 'idle';

/** A work as the contestants get it: a number of operations, never more than `inFlight` at a time. */
export interface Work {
  /** As shown and as chosen by `--works`: the kind, and how many are in flight where that varies. */
  readonly name: string;
  readonly kind: Kind;
  /** Of what is heard: those of who causes it. Of `consume`: handlers at work. */
  readonly inFlight: number;
  /** A round's operations, the warm-up not counted. For `idle`: milliseconds. */
  readonly operations: number;
  /** They come one after the other, each so many milliseconds after the answer to the last. */
  readonly pause?: number;
  /** Who waits, each for himself, for what is heard. */
  readonly waiting?: number;
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
  /** Of the latency, in milliseconds, less than. */
  readonly p99?: number;
}

export const TARGETS: Readonly<Record<string, Target>> = {
  'get@256': { cpu: 1 / 3, speed: 2, floor: 3 },
  'get@16': { cpu: 1 / 2 },
  'get@1': { cpu: 1 },
  getAll: { cpu: 1 / 3 },
  getLarge: { cpu: 1 / 3 },
  putAll: { cpu: 1 / 3 },
  values: { cpu: 1 / 3 },
  query: { cpu: 1 / 2 },
  'lock@256': { cpu: 1 / 2 },
  iterate: { heapGrowth: 64 * 1024 * 1024 },
  events: { cpu: 1 / 2 },
  'offer@16': { cpu: 1 / 2 },
  'offer@256': { cpu: 1 / 2 },
  'poll@16': { cpu: 1 / 2 },
  'poll@256': { cpu: 1 / 2 },
  ringbuffer: { cpu: 1 / 2 },
  'publish@256': { cpu: 1 / 2 },
  messages: { cpu: 1 / 2 },
  offerBeside: { p99: 50 },
  'increment@16': { cpu: 1 / 2 },
  'increment@256': { cpu: 1 / 2 },
  'cpLock@16': { cpu: 1 / 2 },
  'cpLock@256': { cpu: 1 / 2 },
  'mapIncrement@16': { cpu: 1 / 2 },
  'mapIncrement@256': { cpu: 1 / 2 },
  'mapLock@16': { cpu: 1 / 2 },
  'mapLock@256': { cpu: 1 / 2 },
  'putCompact@256': { cpu: 1 / 2 },
  'getCompact@256': { cpu: 1 / 2 },
  'putJson@256': { cpu: 1 / 2 },
  'getJson@256': { cpu: 1 / 2 },
  'putText@256': { cpu: 1 / 2 },
  'getText@256': { cpu: 1 / 2 },
  putArray: { cpu: 1 / 2 },
  getArray: { cpu: 1 / 2 },
  sql: { cpu: 1 / 2 },
};

const MEMBER = '5.7.0';
/** In unsafe mode, on one member. The community edition has had no CP subsystem since 5.5. */
const CP_MEMBER = '5.3.8';

const CONCURRENT: ReadonlySet<Kind> = new Set<Concurrent>(['increment', 'cpLock', 'mapIncrement', 'mapLock']);

const STORED: ReadonlySet<Kind> = new Set<Stored>(
  FORMS.flatMap(form => [`put${form}` as const, `get${form}` as const]),
);

export function isConcurrent(kind: Kind): kind is Concurrent {
  return CONCURRENT.has(kind);
}

export function isStored(kind: Kind): kind is Stored {
  return STORED.has(kind);
}

/** A member that works are done on. */
export interface MemberKind {
  readonly version: string;
  /** It has the SQL engine, and all that comes with that. */
  readonly sql: boolean;
}

const PLAIN: MemberKind = { version: MEMBER, sql: false };
const WITH_CP: MemberKind = { version: CP_MEMBER, sql: false };
const WITH_SQL: MemberKind = { version: MEMBER, sql: true };

/** The member that such works are done on. Those made of maps are compared with those of CP. */
export function memberOf(kind: Kind): MemberKind {
  if (kind === 'sql') return WITH_SQL;
  return isConcurrent(kind) ? WITH_CP : PLAIN;
}

const OPERATIONS_BY_IN_FLIGHT: Readonly<Record<number, number>> = { 1: 5000, 16: 60_000, 64: 80_000, 256: 200_000 };

/** Fewer: the member does not forget the locks of a client that is there. */
const LOCKS_BY_IN_FLIGHT: Readonly<Record<number, number>> = { 16: 30_000, 256: 60_000 };

/** Fewer: by hand, with so many in flight, most writes lose the race and are made again. */
const RACES_BY_IN_FLIGHT: Readonly<Record<number, number>> = { 16: 60_000, 256: 40_000 };

function atEach(kind: Request, inFlight: readonly number[], operations = OPERATIONS_BY_IN_FLIGHT): Work[] {
  return inFlight.map(n => ({ name: `${kind}@${n}`, kind, inFlight: n, operations: operations[n]! }));
}

export const FULL: readonly Work[] = [
  ...atEach('get', [1, 16, 64, 256]),
  ...atEach('set', [1, 16, 64, 256]),
  { name: 'getAll', kind: 'getAll', inFlight: 1, operations: 20 },
  { name: 'getLarge', kind: 'getLarge', inFlight: 16, operations: 3000 },
  { name: 'putAll', kind: 'putAll', inFlight: 1, operations: 40 },
  { name: 'values', kind: 'values', inFlight: 1, operations: 120 },
  { name: 'query', kind: 'query', inFlight: 1, operations: 120 },
  ...atEach('lock', [16, 256]),
  { name: 'iterate', kind: 'iterate', inFlight: 1, operations: 1_000_000 },
  { name: 'events', kind: 'events', inFlight: 256, operations: 120_000 },
  { name: 'live', kind: 'live', inFlight: 256, operations: 3 * ROUND_OF_CHANGES },
  ...atEach('offer', [16, 256]),
  ...atEach('poll', [16, 256]),
  { name: 'consume@1', kind: 'consume', inFlight: 1, operations: 2000 },
  { name: 'consume@16', kind: 'consume', inFlight: 16, operations: 8000 },
  { name: 'offerBeside', kind: 'offerBeside', inFlight: 1, operations: 200, pause: 20, waiting: 100 },
  { name: 'ringbuffer', kind: 'ringbuffer', inFlight: 1, operations: 1_000_000 },
  ...atEach('publish', [256]),
  { name: 'messages', kind: 'messages', inFlight: 256, operations: 240_000 },
  { name: 'topic', kind: 'topic', inFlight: 256, operations: 120_000 },
  ...atEach('increment', [16, 256]),
  ...atEach('cpLock', [16, 256], LOCKS_BY_IN_FLIGHT),
  ...atEach('mapIncrement', [16, 256], RACES_BY_IN_FLIGHT),
  ...atEach('mapLock', [16, 256], LOCKS_BY_IN_FLIGHT),
  ...FORMS.filter(form => form !== 'Array').flatMap(form => [
    ...atEach(`put${form}`, [256]),
    ...atEach(`get${form}`, [256]),
  ]),
  { name: 'putArray', kind: 'putArray', inFlight: 16, operations: 400 },
  { name: 'getArray', kind: 'getArray', inFlight: 16, operations: 400 },
  { name: 'sql', kind: 'sql', inFlight: 1, operations: 1_000_000 },
  { name: 'connect', kind: 'connect', inFlight: 1, operations: 20 },
  { name: 'idle', kind: 'idle', inFlight: 0, operations: 4000 },
];

/** The works of `--quick` where none are named. */
export const QUICK: readonly string[] = ['get@16', 'get@256', 'set@16', 'set@256', 'getAll'];

/** What the raw socket does that others hear of it; undefined where nothing is heard. */
export function causeOf(kind: Kind): Request | undefined {
  return CAUSES[kind as Heard];
}

const CAUSES: Readonly<Record<Heard, Request>> = {
  events: 'set',
  messages: 'publish',
  topic: 'tell',
  live: 'change',
  offerBeside: 'offer',
};

/** Items in the queue before and after a run; undefined where it is not about the queue. */
export function queueSizes({
  kind,
  operations,
}: Work): { readonly before: number; readonly after: number } | undefined {
  if (kind === 'poll' || kind === 'consume') return { before: operations, after: 0 };
  return kind === 'offer' ? { before: 0, after: operations } : undefined;
}

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
