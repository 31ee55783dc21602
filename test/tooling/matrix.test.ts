import { expect, it } from 'vitest';
import { matrix } from '../../scripts/matrix.mjs';

type State = 'passed' | 'failed' | 'skipped' | 'pending';

interface Ran {
  readonly name: string;
  readonly tests?: readonly State[];
  readonly parts?: readonly Ran[];
  readonly isBroken?: boolean;
}

interface Reported {
  readonly type: string;
  readonly name: string;
  readonly parent: unknown;
  meta(): object;
  errors(): Error[];
  readonly children: Record<'suites' | 'allSuites' | 'allTests', () => Iterable<unknown>>;
}

/** A suite as vitest reports it, as far as the matrix looks. */
function reported({ name, tests = [], parts = [], isBroken = false }: Ran, parent: unknown, meta: object): Reported {
  const suites: Reported[] = [];
  const suite: Reported = {
    type: 'suite',
    name,
    parent,
    meta: () => meta,
    errors: () => (isBroken ? [new Error('a hook failed')] : []),
    children: {
      suites: () => suites,
      allSuites: () => suites.flatMap(part => [part, ...part.children.allSuites()]),
      *allTests() {
        for (const state of tests) yield { result: () => ({ state }) };
        for (const part of suites) yield* part.children.allTests();
      },
    },
  };
  suites.push(...parts.map(part => reported(part, suite, meta)));
  return suite;
}

function moduleOf(moduleId: string, ...runs: readonly (Ran & { readonly cluster?: string })[]) {
  const module = { type: 'module', moduleId, children: { suites: (): Reported[] => suites } };
  const suites = runs.map(({ cluster, ...run }) =>
    reported(run, module, cluster === undefined ? {} : { onCluster: { suite: run.name, cluster } }),
  );
  return module;
}

const contract = (...runs: Parameters<typeof moduleOf>[1][]) => moduleOf('/test/some.contract.ts', ...runs);

/** The cell of a suite that ran on one cluster. */
function cellOf(run: Omit<Ran, 'name'>): string {
  const [, row] = matrix([contract({ name: 'Map', cluster: 'real', ...run })]);
  return row!.replace('Map', '').trim();
}

it('has a row for each suite and each part of it, a column for each cluster', () => {
  const parts: Ran[] = [
    { name: 'reads', tests: ['passed', 'passed'] },
    { name: 'locks', parts: [{ name: 'handles', tests: ['passed'] }] },
  ];
  const module = contract(
    { name: 'SQL', cluster: 'real', tests: ['passed'] },
    { name: 'Map', cluster: 'memory', parts },
    { name: 'Map', cluster: 'real', tests: ['passed'], parts: [...parts, { name: 'more', tests: ['skipped'] }] },
  );
  expect(matrix([module])).toEqual([
    '         memory             real',
    'SQL           –             1 ok',
    'Map        3 ok  4 ok, 1 skipped',
    '  reads    2 ok             2 ok',
    '  locks    1 ok             1 ok',
    '  more        –          skipped',
  ]);
});

it.each<[string, State[]]>([
  ['2 ok', ['passed', 'passed']],
  ['1 FAILED of 3', ['passed', 'failed', 'skipped']],
  ['2 FAILED of 2', ['failed', 'pending']],
  ['skipped', ['skipped', 'skipped']],
  ['1 ok, 1 skipped', ['skipped', 'passed']],
])('says %s', (cell, tests) => expect(cellOf({ tests })).toBe(cell));

it('does not say ok where a hook failed', () => {
  expect(cellOf({ tests: ['passed'], isBroken: true })).toBe('FAILED');
  expect(cellOf({ tests: ['skipped'], isBroken: true })).toBe('FAILED');
  const parts: Ran[] = [
    { name: 'reads', tests: ['passed'], isBroken: true },
    { name: 'locks', tests: ['passed'] },
  ];
  const rows = (isBroken: boolean) => matrix([contract({ name: 'Map', cluster: 'real', isBroken, parts })]).slice(1);
  expect(rows(false)).toEqual(['Map      FAILED', '  reads  FAILED', '  locks    1 ok']);
  expect(rows(true)).toEqual(['Map      FAILED', '  reads  FAILED', '  locks  FAILED']);
});

it('adds up the runs of a suite that stands in several files', () => {
  const run: Ran = { name: 'Map', parts: [{ name: 'reads', tests: ['passed'] }] };
  const module = contract({ ...run, cluster: 'real' });
  expect(matrix([module, module]).slice(1)).toEqual(['Map      2 ok', '  reads  2 ok']);
});

it('is of contracts, and empty without one', () => {
  const run = { name: 'Map', tests: ['passed'] as const };
  expect(matrix([moduleOf('/test/some.fault.ts', { ...run, cluster: 'real' }), contract(run)])).toEqual([]);
});
