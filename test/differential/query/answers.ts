import { type Data, predicateClasses, QueryObject, StoredEntry } from '@hazelrx/protocol';
import { type HazelcastClient, HazelcastError } from 'hazelrx';
import {
  mapAggregateWithPredicate,
  mapEntriesWithPagingPredicate,
  mapEntriesWithPredicate,
  mapKeySetWithPagingPredicate,
  mapKeySetWithPredicate,
  mapProjectWithPredicate,
  mapRemoveAll,
  mapValuesWithPagingPredicate,
  mapValuesWithPredicate,
} from 'hazelrx/operations';
import { firstValueFrom as valueOf } from 'rxjs';
import { textOf } from '../operations.js';
import type { Question } from './questions.js';

const LISTS = { keys: mapKeySetWithPredicate, values: mapValuesWithPredicate, entries: mapEntriesWithPredicate };
const PAGES = [mapKeySetWithPagingPredicate, mapValuesWithPagingPredicate, mapEntriesWithPagingPredicate] as const;

/** What a map of this name answers, as text: items that come in no order are sorted; of an error the code. */
export async function answerTo(client: HazelcastClient, name: string, question: Question): Promise<string> {
  try {
    return await ask(client, name, question);
  } catch (error) {
    if (!(error instanceof HazelcastError)) throw error;
    return isSimple(question) ? `error ${error.code}` : 'an error';
  }
}

/** Where several things are asked of each entry, it depends on the entry that comes first what fails first. */
function isSimple(question: Question): boolean {
  if (question.ask === 'aggregate' || question.ask === 'project') return false;
  const { type } = question.predicate ?? {};
  const { equal, notEqual, greaterLess, between, like, ilike, regex } = predicateClasses;
  return [equal, notEqual, greaterLess, between, like, ilike, regex].some(each => each === type);
}

async function ask(client: HazelcastClient, name: string, question: Question): Promise<string> {
  switch (question.ask) {
    case 'pages':
      return pages(client, name, question);
    case 'project': {
      const { projection, predicate } = question;
      const { response } = await valueOf(client.invoke(mapProjectWithPredicate, { name, projection, predicate }));
      return sorted(response);
    }
    case 'aggregate': {
      const { aggregator, predicate } = question;
      const { response } = await valueOf(client.invoke(mapAggregateWithPredicate, { name, aggregator, predicate }));
      return response instanceof Set ? sorted([...response]) : plain(response);
    }
    default: {
      const { response } = await valueOf(client.invoke(LISTS[question.ask], { name, predicate: question.predicate }));
      return sorted(response);
    }
  }
}

/** One after the other, each with the anchors that the last one told. */
async function pages(client: HazelcastClient, name: string, question: Question & { ask: 'pages' }): Promise<string> {
  const { iteration, pageSize, pages: asked, predicate } = question;
  let anchorDataListHolder = { anchorPageList: [] as number[], anchorDataList: [] as [never, never][] };
  const answers: string[] = [];
  for (const page of asked) {
    const holder = {
      anchorDataListHolder,
      predicateData: predicate,
      comparatorData: null,
      pageSize,
      page,
      iterationTypeId: iteration,
      partitionKeyData: null,
      partitionKeysData: null,
    };
    const answer = await valueOf(client.invoke(PAGES[iteration], { name, predicate: holder }));
    anchorDataListHolder = answer.anchorDataList as never;
    const { anchorPageList, anchorDataList } = answer.anchorDataList;
    const anchors = anchorDataList.map(([key], i) => `${anchorPageList[i]} after ${key.bytes.join()}`);
    answers.push(`${page}: ${textOf(answer.response)}, ${anchors.join()}`);
  }
  return answers.join('; ');
}

/** What is left after the matching entries were removed. */
export async function removing(client: HazelcastClient, name: string, predicate: QueryObject): Promise<string> {
  const all = new QueryObject(predicateClasses.true, []);
  const isRemoved = await valueOf(client.invoke(mapRemoveAll, { name, predicate })).then(
    () => true,
    () => false,
  );
  return isRemoved ? ask(client, name, { ask: 'entries', predicate: all }) : 'an error, and some may be gone';
}

function sorted(items: readonly unknown[]): string {
  return items.map(plain).toSorted().join(' ');
}

/** Members write the record in an entry anew, with its fields in another order: as many bytes, but not the same. */
function plain(value: unknown): string {
  if (!(value instanceof StoredEntry)) return textOf(value);
  const [key, stored] = [value.key as Data, value.value as Data];
  return `an entry of ${key.bytes.join()} and ${stored.bytes.length} bytes`;
}
