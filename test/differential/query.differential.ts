import type { QueryObject } from '@hazelrx/protocol';
import fc from 'fast-check';
import type { HazelcastClient } from 'hazelrx';
import { firstValueFrom as valueOf } from 'rxjs';
import { expect, it } from 'vitest';
import { describeOn, embeddedMembers, realMembers, uniqueName } from '../support/clusters.js';
import { answerTo, removing } from './query/answers.js';
import { entriesOf, type Shape, SHAPES } from './query/entries.js';
import { describe, type Question, questionsOf } from './query/questions.js';
import { Transcript } from './transcript.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
const SEED = Number(process.env['HAZELRX_SEED'] ?? 20_260_101);
const RUNS = Math.ceil(30 * SCALE);
const QUESTIONS = 25;
/** Milliseconds; most of it to minimise a difference. */
const TIME_LIMIT = 60_000 * Math.max(1, SCALE);

const embedded = embeddedMembers('memory');
const real = realMembers('5.7.0');

interface Run {
  readonly shape: Shape;
  readonly entries: readonly [string, unknown][];
  readonly questions: readonly Question[];
}

const runs = fc
  .oneof(...SHAPES.map((shape, i) => ({ weight: i < SHAPES.length - 2 ? 1 : 8, arbitrary: fc.constant(shape) })))
  .chain(shape =>
    fc.record<Run>({
      shape: fc.constant(shape),
      entries: entriesOf(shape),
      questions: fc.array(questionsOf(shape), { minLength: 1, maxLength: QUESTIONS, size: 'max' }),
    }),
  );

/** Maps of embedded members and of real ones have the same entries: what is asked of them is answered the same. */
describeOn(embedded, 'Queries', embeddedCluster => {
  describeOn(real, 'the same queries', realCluster => {
    it('have the same answers', { timeout: 2 * TIME_LIMIT }, async () => {
      const clients = [embeddedCluster.client, realCluster.client] as const;
      let asked = 0;
      const property = fc.asyncProperty(runs, async run => {
        await compare(clients, run);
        asked += run.questions.length;
      });
      const inTime = fc.interruptAfterTimeLimit(TIME_LIMIT, { failOnInterrupt: true });
      const result = await fc.check(property, { seed: SEED, numRuns: RUNS, plugins: [inTime] });
      if (result.failed) throw report(result);
      expect(asked).toBeGreaterThan(RUNS * 5);
    });
  });
});

/** On a map of their own. Throws what was asked up to the first difference. */
async function compare(clients: readonly [HazelcastClient, HazelcastClient], run: Run): Promise<void> {
  const { shape, entries, questions } = run;
  const transcript = new Transcript([embedded.name, real.name]);
  const name = uniqueName('queried');
  const both = <T>(perform: (client: HazelcastClient) => Promise<T>): Promise<[T, T]> =>
    Promise.all([perform(clients[0]), perform(clients[1])]);
  await both(client => valueOf(shape.map(client, name).setAll(entries as never)));
  try {
    const answers = await both(client => Promise.all(questions.map(question => answerTo(client, name, question))));
    for (const [i, question] of questions.entries()) {
      const steps = answers.map(all => ({ what: describe(question), facts: { answer: all[i]! } }));
      transcript.add(`${shape.name} ${JSON.stringify(entries, told)}`, steps as never);
    }
    const { predicate } = questions[0]!;
    if (predicate) await removed(transcript, both, { name, predicate });
  } finally {
    await both(client => valueOf(shape.map(client, name).destroy()));
  }
}

async function removed(
  transcript: Transcript,
  both: (perform: (client: HazelcastClient) => Promise<string>) => Promise<[string, string]>,
  { name, predicate }: { readonly name: string; readonly predicate: QueryObject },
): Promise<void> {
  const answers = await both(client => removing(client, name, predicate));
  const what = `remove all: ${describe({ ask: 'keys', predicate })}`;
  transcript.add(name, answers.map(answer => ({ what, facts: { answer } })) as never);
}

function told(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

/** Of the smallest run that was found. */
function report({ seed, numRuns, numShrinks, errorInstance: cause }: fc.RunDetails<unknown>): Error {
  const found = cause ? `a difference, minimised ${numShrinks} times` : 'out of time';
  return new Error(`HAZELRX_SEED=${seed}, run ${numRuns}: ${found}`, { cause });
}
