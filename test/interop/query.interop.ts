import { fileURLToPath } from 'node:url';
import { Aggregators, createClient, type HazelcastClient, Predicates, Projections } from 'hazelrx';
import type { TestCluster } from 'hazelrx/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realMembers } from '../support/clusters.js';
import { findMissingPython, startPython } from '../support/python.js';
import { startNodeQueries } from './foreign/node/query/program.js';
import { aggregations, distincts, entriesBy, listings, pages, projections, refusals, removals } from './query/asked.js';
import { ourQueries } from './query/ours.js';
import { type Answer, type Asked, normal, type Question } from './query/questions.js';
import { fill, fillRemoved } from './query/stock.js';

const real = realMembers('5.7.0');
const reason = process.env['CI'] ? undefined : (real.missing() ?? findMissingPython());

/** By question, as JSON. */
type Answers = Readonly<Record<string, Answer>>;

describe('Queries beside the official clients', () => {
  if (reason !== undefined) return it('needs its members and languages', ({ skip }) => skip(reason));
  const used: AsyncDisposable[] = [];
  let client: HazelcastClient;
  let ours: Asked;
  let node: Asked;
  let python: Asked;

  beforeAll(async () => {
    const cluster = await real.start();
    used.push(cluster);
    client = createClient({ clusterName: cluster.clusterName, network: { clusterMembers: cluster.addresses } });
    used.push((ours = ourQueries(client)));
    await fill(client);
    used.push((node = await startNodeQueries(cluster)));
    used.push((python = await startPythonQueries(cluster)));
  });
  afterAll(async () => {
    for (const each of used.toReversed()) await each[Symbol.asyncDispose]();
  });

  describe.each([
    ['Node.js', () => node],
    ['Python', () => python],
  ] as const)('%s', (_, official) => {
    it.each([...listings.keys()])('finds the same keys, values and entries by every predicate: %s', async map => {
      const found = await expectSame(official(), listings.get(map)!);
      const nothing = Object.keys(found).filter(question => isNothing(found[question]!));
      expect(nothing.filter(question => !question.includes('alwaysFalse'))).toEqual([]);
    });

    it('reads the same pages', async () => {
      expect(Object.values(await expectSame(official(), pages)).filter(isNothing)).toEqual([]);
    });

    it('makes the same of many by every aggregator', async () => {
      const made = await expectSame(official(), aggregations);
      expect(Object.values(made).filter(answer => 'refused' in answer)).toEqual([]);
    });

    it('is refused the same', async () => {
      const refused = await expectSame(official(), refusals);
      expect(Object.values(refused)).toEqual(refusals.map(() => ({ refused: 'by the member' })));
    });
  });

  it('Python finds the same distinct values of an attribute', () => expectSame(python, distincts));

  it('Node.js does not: it leaves the attribute out, and whole values are distinct', async () => {
    const [[expected], [found]] = [await ours.ask(distincts), await node.ask(distincts)];
    expect(expected).toEqual({ answer: expect.toSatisfy((items: unknown[]) => items.length === 4) });
    expect(found).toEqual({ answer: expect.toSatisfy((items: unknown[]) => items.length === 12) });
  });

  it('Python finds the same entries by their greatest and least attribute', () => expectSame(python, entriesBy));

  it('Python makes the same of each by every projection', async () => {
    expect(Object.values(await expectSame(python, projections)).filter(isNothing)).toEqual([]);
  });

  it('is about all that this client can ask, but for what no other one can', () => {
    const asked = JSON.stringify([[...listings.values()], pages, aggregations, distincts, entriesBy, projections]);
    const missing = (functions: object): string[] =>
      Object.keys(functions).filter(name => !asked.includes(`"${name}"`) && name !== 'paging');
    expect(missing(Predicates)).toEqual(['partition']);
    expect(missing(Aggregators)).toEqual(['bigDecimalAvg', 'bigDecimalSum', 'bigIntegerAvg', 'bigIntegerSum']);
    expect(missing(Projections)).toEqual([]);
  });

  it('all of them remove the same', async () => {
    const left: unknown[] = [];
    for (const asked of [ours, node, python]) {
      const questions = removals(await fillRemoved(client, asked.language));
      const answers = await asked.ask(questions);
      left.push(answers.map((answer, i) => normal(questions[i]!, answer)));
    }
    expect(left).toEqual(left.map(() => left[0]));
    const counts = (left[0] as { readonly answer: unknown[] }[]).map(({ answer }) => answer.length);
    expect(counts).toEqual([10, 9, 0]);
  });

  async function expectSame(official: Asked, questions: readonly Question[]): Promise<Answers> {
    const expected = await answersOf(ours, questions);
    expect(await answersOf(official, questions)).toEqual(expected);
    return expected;
  }
});

async function startPythonQueries({ clusterName, addresses }: TestCluster): Promise<Asked> {
  const file = fileURLToPath(new URL('foreign/python/query/program.py', import.meta.url));
  const conversation = await startPython(file, clusterName, ...addresses);
  return {
    language: 'Python',
    ask: async questions => {
      const lines = await conversation.ask(JSON.stringify(questions));
      return lines.map(line => JSON.parse(line) as Answer);
    },
    [Symbol.asyncDispose]: () => conversation[Symbol.asyncDispose](),
  };
}

async function answersOf(asked: Asked, questions: readonly Question[]): Promise<Answers> {
  const answers = await asked.ask(questions);
  return Object.fromEntries(questions.map((question, i) => [JSON.stringify(question), normal(question, answers[i]!)]));
}

function isNothing(answer: Answer): boolean {
  return 'refused' in answer || (answer.answer as unknown[]).length === 0;
}
