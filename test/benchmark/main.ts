// Side by side: the official client, this one, and prebuilt frames on a raw socket, on one real member at a time.
import { defaultJvm, startCluster } from '@hazelrx/java-member';
import { runAside } from './aside.js';
import { MEMBER_CONFIG } from './collections.js';
import { compile } from './contestant-processes.js';
import { fillRingbuffer } from './fill-collections.js';
import { fillManyMap, fillMaps, fillQueried } from './fill-map.js';
import type { IdleMeasurement, Measurement } from './measurement.js';
import { type BenchmarkOptions, parseOptions, USAGE } from './options.js';
import {
  asMarkdown,
  asText,
  heading,
  heapGrowth,
  idleMeasurements,
  latencies,
  measurements,
  ratios,
  type Table,
} from './report.js';
import { type Results, results } from './results.js';
import { type Outcome, Rounds } from './rounds.js';
import { isConcurrent, memberOf, type Work } from './works.js';

/** Takes the entries of an iteration too. */
const MEMBER_HEAP = '-Xmx1g';
const MEMBER = { jvm: [...defaultJvm, MEMBER_HEAP], config: MEMBER_CONFIG };

/** Results go to standard output, what is going on to standard error. */
function tell(progress: string): void {
  process.stderr.write(`${progress}\n`);
}

function print({ output }: BenchmarkOptions, found: Results): void {
  if (output === 'json') return console.log(JSON.stringify(found, undefined, 2));
  const show = output === 'markdown' ? asMarkdown : asText;
  const shown = (title: string, table: Table): string => (table.length > 1 ? `${title}\n\n${show(table)}\n` : '');
  console.log(
    [
      `${heading(found)}\n`,
      shown('', measurements(found)),
      shown('', idleMeasurements(found)),
      shown('Latency of the offers of another client, beside the waiting consumers of a queue:', latencies(found)),
      shown('Heap in use, at its most above where it began:', heapGrowth(found)),
      shown('Ratios, worked out round by round, beside what the project wants:', ratios(found)),
    ]
      .filter(part => part !== '')
      .join('\n'),
  );
}

async function race(options: BenchmarkOptions, signal: AbortSignal): Promise<void> {
  const { rounds, rests, profiles, works } = options;
  const stage = { folder: await compile(), profiles, signal };
  const raced: Outcome<Measurement>[] = [];
  const idle: Outcome<IdleMeasurement>[] = [];
  for (const member of new Set(works.map(({ kind }) => memberOf(kind)))) {
    tell(`Starting a Hazelcast ${member.version} member${member.sql ? ' with SQL' : ''} …`);
    await using members = await startCluster({ ...MEMBER, ...member });
    const cluster = { address: members.addresses[0]!, clusterName: members.clusterName };
    await using course = new Rounds({ ...stage, cluster, rounds, rests, tell });
    const here = works.filter(({ kind }) => memberOf(kind) === member);
    raced.push(...(await raceOn(course, here)));
    idle.push(...(await course.idle(here.filter(({ kind }) => kind === 'idle'))));
  }
  print(options, results(rounds, raced, idle));
}

/** All but those of idle clients. */
async function raceOn(course: Rounds, works: readonly Work[]): Promise<Outcome<Measurement>[]> {
  const { cluster } = course.course;
  const iterations = works.filter(({ kind }) => kind === 'iterate');
  const others = works.filter(({ kind }) => kind !== 'iterate' && kind !== 'idle' && !isConcurrent(kind));
  if (!works.every(({ kind }) => isConcurrent(kind) || kind === 'sql')) {
    await fillMaps(cluster);
    await fillRingbuffer(cluster);
  }
  if (works.some(({ kind }) => kind === 'query' || kind === 'live')) await fillQueried(cluster);
  const raced = await course.race(others);
  const concurrent = works.filter(({ kind }) => isConcurrent(kind));
  await course.rest(concurrent);
  raced.push(...(await course.race(concurrent)));
  // After the others: the member does not have its many entries before.
  for (const work of iterations) {
    tell(`putting ${work.operations} entries …`);
    await fillManyMap(cluster, work.operations);
    raced.push(...(await course.race([work])));
  }
  return raced;
}

function readOptions(): BenchmarkOptions {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

const interrupted = new AbortController();
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  // The contestants end, that ends the race, and the race ends the member.
  process.once(signal, () => {
    process.exitCode = code;
    interrupted.abort();
  });
}
const options = readOptions();
await (options.aside ? runAside(options.aside, options) : race(options, interrupted.signal)).catch((error: unknown) => {
  if (!interrupted.signal.aborted) console.error(error);
  process.exitCode ??= 1;
});
