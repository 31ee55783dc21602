// User code against the published types: compiled, never run.
import {
  createClient,
  type HazelcastList,
  type HazelcastSet,
  type ItemEvent,
  type ItemEventOptions,
  type Member,
  type Signal,
  type Storable,
} from 'hazelrx';
import { filter, map, type Observable } from 'rxjs';
import type { Equal, Holds, Known } from './assertions.js';

interface Tag {
  readonly text: string;
}

const hz = createClient();
const tags = hz.getSet<Tag>('tags');
const steps = hz.getList<Tag>('steps');
const tag: Tag = { text: 'new' };

export type SetMethods = [
  Holds<Equal<typeof tags, HazelcastSet<Tag>>>,
  Holds<Equal<ReturnType<typeof tags.add>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof tags.addAll>, Observable<boolean>>>,
  Holds<Equal<Parameters<typeof tags.addAll>, [items: Iterable<Tag>]>>,
  Holds<Equal<ReturnType<typeof tags.remove>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof tags.removeAll>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof tags.retainAll>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof tags.contains>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof tags.containsAll>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof tags.size>, Observable<number>>>,
  Holds<Equal<ReturnType<typeof tags.isEmpty>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof tags.clear>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof tags.toArray>, Observable<Tag[]>>>,
  Holds<Equal<ReturnType<typeof tags.destroy>, Observable<undefined>>>,
];

export type ListMethods = [
  Holds<Equal<typeof steps, HazelcastList<Tag>>>,
  Holds<Equal<ReturnType<typeof steps.add>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof steps.addAt>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof steps.addAll>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof steps.addAllAt>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof steps.get>, Observable<Tag>>>,
  Holds<Equal<ReturnType<typeof steps.set>, Observable<Tag>>>,
  Holds<Equal<ReturnType<typeof steps.remove>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof steps.removeAt>, Observable<Tag>>>,
  Holds<Equal<ReturnType<typeof steps.removeAll>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof steps.retainAll>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof steps.contains>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof steps.containsAll>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof steps.indexOf>, Observable<number>>>,
  Holds<Equal<ReturnType<typeof steps.lastIndexOf>, Observable<number>>>,
  Holds<Equal<ReturnType<typeof steps.size>, Observable<number>>>,
  Holds<Equal<ReturnType<typeof steps.isEmpty>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof steps.clear>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof steps.toArray>, Observable<Tag[]>>>,
  Holds<Equal<ReturnType<typeof steps.subList>, Observable<Tag[]>>>,
  Holds<Equal<Parameters<typeof steps.subList>, [start: number, end?: number | undefined]>>,
  Holds<Equal<ReturnType<typeof steps.items>, Observable<Tag>>>,
];

export const lengths = steps.consumeItems(async ({ text }) => text.length, { concurrency: 4, pageSize: 100 });
export type Lengths = Holds<Equal<typeof lengths, Observable<number>>>;

// Without a type, anything that can be stored.
const anything = hz.getSet('anything');
export type Anything = Holds<Equal<typeof anything, HazelcastSet<Storable>>>;

tags.addAll(new Set([tag]));
// @ts-expect-error not an item of this set
tags.add('new');
// @ts-expect-error nothing cannot be stored
tags.add(null);
// @ts-expect-error items of another kind
steps.addAll(['new']);
// @ts-expect-error a list has an index first
steps.addAt(tag, 0);

// Events

type Streamed<S> = S extends Observable<infer T> ? T : never;
const plain = tags.events();
const withValues = tags.events({ includeValue: true });
const withSignals = tags.events({ signals: true });
const withBoth = tags.events({ includeValue: true, signals: true });
declare const options: ItemEventOptions;
declare const flag: boolean;
const withAny = tags.events(options);
const withFlag = tags.events({ includeValue: flag });
const ofList = steps.events({ includeValue: true });

export type Events = [
  Holds<Equal<Streamed<typeof plain>, ItemEvent<null>>>,
  Holds<Equal<Streamed<typeof withValues>, ItemEvent<Tag>>>,
  Holds<Equal<Streamed<typeof withSignals>, ItemEvent<null> | Signal>>,
  Holds<Equal<Streamed<typeof withBoth>, ItemEvent<Tag> | Signal>>,
  Holds<Equal<Streamed<typeof withAny>, ItemEvent<Tag | null> | Signal>>,
  Holds<Equal<Streamed<typeof withFlag>, ItemEvent<Tag | null>>>,
  Holds<Equal<Streamed<typeof ofList>, ItemEvent<Tag | null>>>,
  Holds<Known<typeof withBoth>>,
  Holds<Equal<ItemEvent<Tag>['member'], Member | undefined>>,
];

export const texts = withBoth.pipe(
  filter(event => event.type === 'added'),
  map(({ item }) => item.text),
);
export type Texts = Holds<Equal<typeof texts, Observable<string>>>;

// @ts-expect-error there is no such option
tags.events({ key: 'a' });
