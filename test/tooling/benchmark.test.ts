import { describe, expect, it } from 'vitest';
import { contestantsOf } from '../benchmark/contestants-of.js';
import type { Measurement } from '../benchmark/measurement.js';
import { parseOptions } from '../benchmark/options.js';
import type { ContestantName } from '../benchmark/orders.js';
import { heading, latencies, measurements, ratios, type Table } from '../benchmark/report.js';
import { ROUND_OF_CHANGES } from '../benchmark/queries.js';
import { results } from '../benchmark/results.js';
import { causeOf, chosen, FULL, type Kind, queueSizes, shortened, TARGETS, type Work } from '../benchmark/works.js';

function workOf(name: string): Work {
  return FULL.find(work => work.name === name)!;
}

describe('the works', () => {
  it('are chosen by name and by kind', () => {
    const names = (...given: string[]): string[] => chosen(given).map(({ name }) => name);
    expect(names('offer@16', 'poll', 'topic')).toEqual(['offer@16', 'poll@16', 'poll@256', 'topic']);
    expect(names('increment@256', 'mapLock')).toEqual(['increment@256', 'mapLock@16', 'mapLock@256']);
    expect(names()).toEqual(FULL.map(({ name }) => name));
    expect(() => chosen(['offer@7'])).toThrow(/offer@7.*offer@256/);
  });

  it('have names of their own, and whatever is wanted is wanted of one of them', () => {
    const names = FULL.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(Object.keys(TARGETS)));
  });

  it('are shorter with --quick, and keep the rest', () => {
    const { works } = parseOptions(['--quick', '--works', 'offerBeside']);
    expect(works).toEqual([{ ...workOf('offerBeside'), operations: 67 }]);
    expect(works[0]).toMatchObject({ pause: 20, waiting: 100 });
  });

  it.each<[Kind, unknown]>([
    ['offer', { before: 0, after: 7 }],
    ['poll', { before: 7, after: 0 }],
    ['consume', { before: 7, after: 0 }],
    ['get', undefined],
    ['offerBeside', undefined],
  ])('%s finds and leaves in the queue what it should', (kind, sizes) => {
    expect(queueSizes({ name: kind, kind, inFlight: 1, operations: 7 })).toEqual(sizes);
  });

  it('that are heard have a cause that the raw socket can send', () => {
    for (const { kind } of FULL) {
      const heard = ['events', 'messages', 'topic', 'live', 'offerBeside'].includes(kind);
      expect([kind, causeOf(kind) !== undefined]).toEqual([kind, heard]);
    }
  });

  it('of changes leave the entries as they were, so that the next run changes them again', () => {
    const runs = [workOf('live'), shortened(workOf('live'))];
    expect(runs.map(({ operations }) => operations % ROUND_OF_CHANGES)).toEqual([0, 0]);
  });

  it.each<[Kind, ContestantName, boolean]>([
    ['topic', 'official', false],
    ['query', 'official', true],
    ['live', 'floor', false],
    ['messages', 'official', true],
    ['messages', 'floor', false],
    ['consume', 'hazelrxPromise', false],
    ['offer', 'hazelrxPromise', true],
    ['cpLock', 'hazelrxPromise', true],
    ['increment', 'floor', false],
    ['increment', 'officialByHand', false],
    ['mapLock', 'officialByHand', true],
    ['get', 'officialByHand', false],
    ['get', 'floor', true],
  ])('%s is done by %s: %s', (kind, name, does) => {
    expect(contestantsOf(kind).includes(name)).toBe(does);
  });
});

describe('the report', () => {
  const measured = (cpu: number, speed: number | undefined, p99: number | undefined): Measurement => ({
    operationsPerSecond: speed,
    cpuMicrosPerOperation: cpu,
    p50Micros: p99 && p99 / 2,
    p99Micros: p99,
  });
  const found = results(
    2,
    [
      {
        work: workOf('consume@16'),
        rounds: {
          official: [measured(4, 100, undefined), measured(8, 200, undefined)],
          hazelrx: [measured(2, 50, undefined), measured(2, 300, undefined)],
        },
      },
      {
        work: workOf('offerBeside'),
        rounds: {
          official: [measured(5, undefined, 8000), measured(5, undefined, 9000)],
          hazelrx: [measured(50, undefined, 40_000), measured(60, undefined, 60_000)],
          floor: [measured(1, undefined, 2000), measured(1, undefined, 2000)],
        },
      },
    ],
    [],
  );
  const firsts = ([, ...rows]: Table, cells: number): string[][] => rows.map(row => row.slice(0, cells));

  it('says what a client has done in place of the work', () => {
    expect(firsts(measurements(found), 2)).toEqual([
      ['consume@16', 'hazelcast-client 5.7.0, take()'],
      ['consume@16', 'hazelrx, subscribe'],
    ]);
    expect(firsts(ratios(found), 4)).toEqual([
      ['consume@16, hazelrx, subscribe, to take()', '0.38 (0.25–0.50)', '', '1.00 (0.50–1.50)'],
    ]);
  });

  it('compares with each thing that the official client does in place of the work', () => {
    const rounds = {
      official: [measured(4, 100, 1)],
      officialByHand: [measured(8, 50, 1)],
      hazelrx: [measured(2, 200, 1)],
    };
    const made = results(1, [{ work: workOf('mapLock@16'), rounds }], []);
    expect(firsts(measurements(made), 2).map(([, client]) => client)).toEqual([
      'hazelcast-client 5.7.0, CP',
      'hazelcast-client 5.7.0, by hand on maps',
      'hazelrx, subscribe',
    ]);
    expect(firsts(ratios(made), 4)).toEqual([
      ['mapLock@16, hazelrx, subscribe, to CP', '0.50 (0.50–0.50)', '≤ 0.50', '2.00 (2.00–2.00)'],
      ['mapLock@16, hazelrx, subscribe, to by hand on maps', '0.25 (0.25–0.25)', '≤ 0.50', '4.00 (4.00–4.00)'],
    ]);
  });

  it('has a ratio to the raw socket also where the official client has nothing', () => {
    const rounds = { hazelrx: [measured(2, 200, 1)], floor: [measured(1, 400, 1)] };
    const made = results(1, [{ work: workOf('topic'), rounds }], []);
    expect(ratios(made).slice(1)).toEqual([['topic, hazelrx, subscribe', '–', '', '–', '', '2.00 (2.00–2.00)', '']]);
  });

  it('names the works of another member than the first', () => {
    const rounds = { hazelrx: [measured(1, 1, 1)] };
    const named = (...works: string[]): string =>
      heading(
        results(
          1,
          works.map(name => ({ work: workOf(name), rounds })),
          [],
        ),
      );
    expect(named('get@1', 'lock@16')).toMatch(/^Member 5\.7\.0, Node/);
    expect(named('get@1', 'cpLock@16', 'mapLock@16')).toMatch(
      /^Member 5\.7\.0; 5\.3\.8 \(cpLock@16, mapLock@16\), Node/,
    );
    expect(named('increment@16')).toMatch(/^Member 5\.3\.8, Node/);
  });

  it('has a table of its own for what is wanted of latencies, in milliseconds', () => {
    expect(latencies(found)).toEqual([
      ['work', 'client', 'p50 ms', 'p99 ms', 'wanted', 'CPU µs/operation'],
      [
        'offerBeside',
        'hazelcast-client 5.7.0, take()',
        '4.25 (4.00–4.50)',
        '8.50 (8.00–9.00)',
        '< 50',
        '5.00 (5.00–5.00)',
      ],
      [
        'offerBeside',
        'hazelrx, subscribe, consume()',
        '25.00 (20.00–30.00)',
        '50.00 (40.00–60.00)',
        '< 50',
        '55.00 (50.00–60.00)',
      ],
      ['offerBeside', 'raw socket, takes nothing', '1.00 (1.00–1.00)', '2.00 (2.00–2.00)', '< 50', '1.00 (1.00–1.00)'],
    ]);
  });

  it('knows no ratio of what one of both does not have', () => {
    const beside = found.works.find(({ name }) => name === 'offerBeside')!;
    expect(beside.ratios.map(({ of, to, speed }) => [of, to, speed])).toEqual([
      ['hazelrx', 'official', undefined],
      ['hazelrx', 'floor', undefined],
    ]);
  });
});
