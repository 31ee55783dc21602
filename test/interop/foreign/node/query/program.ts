// What an application that uses the official Node.js client finds by queries.
import { Aggregators, Client, type IMap, Predicates } from 'hazelcast-client';
import { type Answer, type Asked, called, type PredicateWords, type Question } from '../../../query/questions.js';
import type { Place } from '../clients.js';
import { TheirLong } from '../serialization/common.js';
import { compactSerializers } from './stock.js';

type Predicate = ReturnType<typeof Predicates.alwaysTrue>;
type Aggregator = ReturnType<typeof Aggregators.count>;

export async function startNodeQueries({ clusterName, addresses }: Place): Promise<Asked> {
  const client = await Client.newHazelcastClient({
    clusterName,
    network: { clusterMembers: [...addresses] },
    connectionStrategy: { connectionRetry: { clusterConnectTimeoutMillis: 20_000 } },
    properties: { 'hazelcast.logging.level': 'OFF' },
    serialization: { compact: { serializers: compactSerializers } },
  });
  return {
    language: 'Node.js',
    async ask(questions) {
      const answers: Answer[] = [];
      for (const question of questions) answers.push(await answered(client, question));
      return answers;
    },
    [Symbol.asyncDispose]: () => client.shutdown(),
  };
}

/** One that fails does not keep the others from being asked. */
async function answered(client: Client, question: Question): Promise<Answer> {
  try {
    const map = await client.getMap<unknown, unknown>(question.map);
    return { answer: plain(await found(map, question)) };
  } catch (error) {
    return { refused: String(error) };
  }
}

async function found(map: IMap<unknown, unknown>, question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'keySet':
      return map.keySetWithPredicate(predicateOf(question.predicate));
    case 'values':
      return map.valuesWithPredicate(predicateOf(question.predicate));
    case 'entrySet':
      return map.entrySetWithPredicate(predicateOf(question.predicate));
    case 'pages':
      return pages(map, question);
    case 'aggregate': {
      const [name, ...attributes] = question.by;
      const aggregator = called(Aggregators, name, ...attributes) as Aggregator;
      return question.predicate
        ? map.aggregateWithPredicate(aggregator, predicateOf(question.predicate))
        : map.aggregate(aggregator);
    }
    case 'removeAll':
      await map.removeAll(predicateOf(question.predicate));
      return map.keySet();
    case 'project':
      throw new TypeError('this client has no projections');
  }
}

async function pages(
  map: IMap<unknown, unknown>,
  { of, predicate, size, turns }: Extract<Question, { readonly ask: 'pages' }>,
): Promise<unknown[]> {
  const paging = Predicates.paging(predicateOf(predicate), size);
  const page = (): Promise<Iterable<unknown>> => {
    if (of === 'keySet') return map.keySetWithPredicate(paging);
    return of === 'values' ? map.valuesWithPredicate(paging) : map.entrySetWithPredicate(paging);
  };
  const seen = [[...(await page())]];
  for (const turn of turns) {
    if (turn === 'next') paging.nextPage();
    else if (turn === 'previous') paging.previousPage();
    else paging.setPage(turn);
    seen.push([...(await page())]);
  }
  return seen;
}

function predicateOf([name, ...args]: PredicateWords): Predicate {
  const values = args.map(arg => {
    if (Array.isArray(arg)) return predicateOf(arg as unknown as PredicateWords);
    return typeof arg === 'object' && arg !== null && 'long' in arg ? TheirLong.fromNumber(arg.long) : arg;
  });
  return called(Predicates, name === 'in' ? 'inPredicate' : name, ...values) as Predicate;
}

/** As JSON has it. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (TheirLong.isLong(value)) return value.toNumber();
  if (Symbol.iterator in value) return Array.from(value as Iterable<unknown>, plain);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}
