import { parseArgs } from 'node:util';
import { chosen, FULL, QUICK, shortened, type Work } from './works.js';

/** What is measured of this project alone, without a race. */
export type Aside = 'stages' | 'embedded';

export interface BenchmarkOptions {
  readonly works: readonly Work[];
  readonly rounds: number;
  /** Whether clients rest before the works of concurrency. */
  readonly rests: boolean;
  readonly output: 'text' | 'json' | 'markdown';
  /** Measures this instead of the works. */
  readonly aside: Aside | undefined;
  /** A folder for a CPU profile of each contestant. */
  readonly profiles: string | undefined;
}

export const USAGE = `npm run bench -- [options]
  --quick           three short rounds, of get and set at 16 and 256 in flight and getAll unless --works says else
  --works a,b       only these works, by name or kind: ${[...new Set(FULL.flatMap(({ name, kind }) => [kind, name]))].join(' ')}
  --rounds n        instead of 5, or 3 with --quick
  --stages          what each step of a get costs in this client, without a member
  --embedded        how long embedded clusters take to start
  --json            the results as JSON
  --markdown        the results as the table in README.md
  --profile folder  a CPU profile of each contestant`;

export function parseOptions(args: readonly string[]): BenchmarkOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      works: { type: 'string', default: '' },
      rounds: { type: 'string' },
      stages: { type: 'boolean', default: false },
      embedded: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      profile: { type: 'string' },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 3 : 5));
  if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError(`--rounds must be 1 or more, not ${values.rounds}`);
  const names = values.works.split(',').filter(name => name !== '');
  const works = chosen(values.quick && names.length === 0 ? QUICK : names);
  return {
    works: values.quick ? works.map(shortened) : works,
    rounds,
    rests: !values.quick,
    output: values.json ? 'json' : values.markdown ? 'markdown' : 'text',
    aside: values.stages ? 'stages' : values.embedded ? 'embedded' : undefined,
    profiles: values.profile,
  };
}
