// The results for people: as text, and as the tables in README.md.
import type { IdleMeasurement, Measurement } from './measurement.js';
import { type ContestantName, CONTESTANTS } from './orders.js';
import type { Ratio, Results, Summary, WorkResult } from './results.js';
import type { Spread } from './statistics.js';
import type { Target } from './works.js';

const TITLES: Readonly<Record<ContestantName, string>> = {
  official: 'hazelcast-client 5.7.0',
  officialByHand: 'hazelcast-client 5.7.0',
  hazelrx: 'hazelrx, subscribe',
  hazelrxPromise: 'hazelrx, firstValueFrom',
  floor: 'raw socket',
};

const MB = 1024 * 1024;

export type Table = readonly (readonly string[])[];

const HEAD = ['work', 'client', 'operations/s', 'CPU µs/operation', 'p50 µs', 'p99 µs'];
const IDLE_HEAD = ['idle', 'client', 'CPU µs/s', 'heap KB', 'heap KB above loaded', 'RSS MB'];
const HEAP_HEAD = ['heap', 'client', 'growth MB', 'wanted'];
const LATENCY_HEAD = ['work', 'client', 'p50 ms', 'p99 ms', 'wanted', 'CPU µs/operation'];
const RATIO_HEAD = [
  'work',
  'CPU to official',
  'wanted',
  'operations/s to official',
  'wanted',
  'CPU to raw socket',
  'aim',
];

/** Where there is more than one member, the works of each but the first are named with it. */
export function heading({ works, idle, node, cores, cpu, rounds }: Results): string {
  const measured = [...works, ...idle];
  const versions = new Set(measured.map(({ member }) => member));
  const members = Array.from(versions, (version, n) => {
    const names = measured.filter(({ member }) => member === version).map(({ name }) => name);
    return n === 0 ? version : `${version} (${names.join(', ')})`;
  });
  return `Member ${members.join('; ')}, Node ${node}, ${cores} × ${cpu}, ${rounds} rounds: median (min–max).`;
}

export function measurements({ works }: Results): Table {
  const rows = works
    .filter(work => !isOfLatency(work))
    .flatMap(work =>
      perContestant<Measurement>(work, summary => [
        whole(summary.operationsPerSecond),
        small(summary.cpuMicrosPerOperation),
        whole(summary.p50Micros),
        whole(summary.p99Micros),
      ]),
    );
  return [HEAD, ...rows];
}

export function idleMeasurements({ idle }: Results): Table {
  const rows = idle.flatMap(work =>
    perContestant<IdleMeasurement>(work, summary => [
      whole(summary.cpuMicrosPerSecond),
      whole(scaled(summary.heapBytes, 1024)),
      whole(scaled(summary.heapBytesConnected, 1024)),
      small(scaled(summary.rssBytes, MB)),
    ]),
  );
  return [IDLE_HEAD, ...rows];
}

/** Of the works where that is watched; `wanted` is what the project set itself. */
export function heapGrowth({ works }: Results): Table {
  const rows = works
    .filter(({ target }) => target.heapGrowth !== undefined)
    .flatMap(work =>
      perContestant<Measurement>(work, ({ heapGrowthBytes }) => [
        small(scaled(heapGrowthBytes, MB)),
        `< ${work.target.heapGrowth! / MB}`,
      ]),
    );
  return [HEAP_HEAD, ...rows];
}

/** Of the works where that is what matters. The CPU is that of those who wait, all of them together. */
export function latencies({ works }: Results): Table {
  const rows = works
    .filter(isOfLatency)
    .flatMap(work =>
      perContestant<Measurement>(work, ({ p50Micros, p99Micros, cpuMicrosPerOperation }) => [
        small(scaled(p50Micros, 1000)),
        small(scaled(p99Micros, 1000)),
        `< ${work.target.p99}`,
        small(cpuMicrosPerOperation),
      ]),
    );
  return [LATENCY_HEAD, ...rows];
}

function isOfLatency({ target }: WorkResult<Measurement>): boolean {
  return target.p99 !== undefined;
}

/** Medians of what was worked out round by round; `wanted` is what the project set itself. */
export function ratios({ works, idle }: Results): Table {
  const rows = [...works.filter(work => !isOfLatency(work)), ...idle].flatMap(work =>
    (['hazelrx', 'hazelrxPromise'] as const).flatMap(name => {
      const ofOne = work.ratios.filter(({ of }) => of === name);
      const floor = ofOne.find(({ to }) => to === 'floor');
      const official: readonly (Ratio | undefined)[] = ofOne.filter(({ to }) => to !== 'floor');
      return (official.length === 0 && floor ? [undefined] : official).map(ratio => [
        `${work.name}, ${TITLES[name]}${comparedTo(work, ratio)}`,
        ...ratioCells(work.target, ratio, floor),
      ]);
    }),
  );
  return [RATIO_HEAD, ...rows];
}

/** What the official client did for the comparison where it cannot do the work. */
function comparedTo({ instead }: Pick<WorkResult<unknown>, 'instead'>, ratio: Ratio | undefined): string {
  const did = ratio && instead[ratio.to];
  return did === undefined ? '' : `, to ${did}`;
}

function ratioCells(target: Target, official: Ratio | undefined, floor: Ratio | undefined): string[] {
  return [
    small(official?.cpu),
    target.cpu === undefined ? '' : `≤ ${target.cpu.toFixed(2)}`,
    small(official?.speed),
    target.speed === undefined ? '' : `≥ ${target.speed.toFixed(2)}`,
    small(floor?.cpu),
    target.floor === undefined ? '' : `≤ ${target.floor.toFixed(2)}`,
  ];
}

function perContestant<M>(work: WorkResult<M>, cells: (summary: Summary<M>) => string[]): string[][] {
  return CONTESTANTS.flatMap(name => {
    const summary = work.contestants[name];
    const client = work.instead[name] === undefined ? TITLES[name] : `${TITLES[name]}, ${work.instead[name]}`;
    return summary ? [[work.name, client, ...cells(summary)]] : [];
  });
}

function scaled(spread: Spread | undefined, by: number): Spread | undefined {
  return spread && { median: spread.median / by, min: spread.min / by, max: spread.max / by };
}

function whole(spread: Spread | undefined): string {
  return cell(spread, number => Math.round(number).toLocaleString('en'));
}

function small(spread: Spread | undefined): string {
  return cell(spread, number => (number < 100 ? number.toFixed(2) : Math.round(number).toLocaleString('en')));
}

function cell(spread: Spread | undefined, format: (number: number) => string): string {
  if (!spread) return '–';
  return `${format(spread.median)} (${format(spread.min)}–${format(spread.max)})`;
}

/** With columns as wide as they must be. */
export function asText(table: Table): string {
  const widths = table[0]!.map((_, column) => Math.max(...table.map(row => row[column]!.length)));
  return table
    .map(row =>
      row
        .map((text, column) => text.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function asMarkdown([head, ...rows]: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head!), line(head!.map((_, column) => (column < 2 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}
