// This client, asked what all are asked.
import {
  Aggregators,
  type Aggregator,
  type HazelcastClient,
  type HazelcastMap,
  int64,
  type PagingPredicate,
  type Predicate,
  Predicates,
  type Projection,
  Projections,
  type Storable,
} from 'hazelrx';
import Long from 'long';
import { firstValueFrom as valueOf, type Observable } from 'rxjs';
import { type Answer, type Asked, called, type Listing, type PredicateWords, type Question } from './questions.js';
import { compactMap, MAPS } from './stock.js';

type AnyMap = HazelcastMap<Storable, Storable>;

export function ourQueries(client: HazelcastClient): Asked {
  return {
    language: 'TypeScript',
    async ask(questions) {
      const answers: Answer[] = [];
      for (const question of questions) answers.push(await answered(client, question));
      return answers;
    },
    [Symbol.asyncDispose]: () => valueOf(client.shutdown()).then(() => undefined),
  };
}

/** One that fails does not keep the others from being asked. */
async function answered(client: HazelcastClient, question: Question): Promise<Answer> {
  try {
    const map = (question.map === MAPS.compact ? compactMap(client) : client.getMap(question.map)) as AnyMap;
    return { answer: plain(await found(map, question)) };
  } catch (error) {
    return { refused: String(error) };
  }
}

async function found(map: AnyMap, question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'keySet':
    case 'values':
    case 'entrySet':
      return valueOf(listed(map, question.ask, predicateOf(question.predicate)));
    case 'pages':
      return pages(map, question);
    case 'aggregate': {
      const [name, ...attributes] = question.by;
      const aggregator = called(Aggregators, name, ...attributes) as Aggregator<unknown>;
      return valueOf(map.aggregate(aggregator, question.predicate && predicateOf(question.predicate)));
    }
    case 'project': {
      const [name, ...attributes] = question.by;
      const projection = called(Projections, name, ...attributes) as Projection<unknown>;
      return valueOf(map.project(projection, question.predicate && predicateOf(question.predicate)));
    }
    case 'removeAll':
      await valueOf(map.removeAll(predicateOf(question.predicate)));
      return valueOf(map.keySet());
  }
}

function listed(map: AnyMap, what: Listing, predicate: Predicate | PagingPredicate): Observable<readonly unknown[]> {
  return map[what](predicate);
}

async function pages(
  map: AnyMap,
  { of, predicate, size, turns }: Extract<Question, { readonly ask: 'pages' }>,
): Promise<unknown[]> {
  const paging = Predicates.paging(size, { predicate: predicateOf(predicate) });
  const page = (): Promise<readonly unknown[]> => valueOf(listed(map, of, paging));
  const seen = [await page()];
  for (const turn of turns) {
    if (turn === 'next') paging.nextPage();
    else if (turn === 'previous') paging.previousPage();
    else paging.setPage(turn);
    seen.push(await page());
  }
  return seen;
}

function predicateOf([name, ...args]: PredicateWords): Predicate {
  const values = args.map(arg => {
    if (Array.isArray(arg)) return predicateOf(arg as unknown as PredicateWords);
    return typeof arg === 'object' && arg !== null && 'long' in arg ? int64(arg.long) : arg;
  });
  return called(Predicates, name, ...values) as Predicate;
}

/** As JSON has it. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Long.isLong(value)) return value.toNumber();
  if (Symbol.iterator in value) return Array.from(value as Iterable<unknown>, plain);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}
