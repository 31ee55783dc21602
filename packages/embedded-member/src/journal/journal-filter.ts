// What the objects of a read let through of a journal, and what they make of it.
import type { Data, JournalMapEvent } from '@hazelrx/protocol';
import { ENTRY_KINDS } from 'hazelrx/internal';
import { classCast, failureOf } from '../processors/failure.js';
import type { Objects } from '../processors/member-objects.js';

/** An event as a predicate or a projection sees it. */
export interface JournaledEvent<K = unknown, V = unknown> {
  readonly type: 'added' | 'updated' | 'removed' | 'evicted';
  readonly key: K;
  readonly newValue: V | null;
  readonly oldValue: V | null;
}

/** What an object has to be, once members have read it, to choose events. */
export interface JournalPredicate<K = unknown, V = unknown> {
  test(event: JournaledEvent<K, V>): boolean;
}

/** The same, to make something else of them. */
export interface JournalProjection<K = unknown, V = unknown> {
  apply(event: JournaledEvent<K, V>): unknown;
}

/** What is answered of a blob in the journal; null for nothing. */
export type Reads = (item: Data) => Data | null;

/** Throws for what is neither. */
export function readerOf(objects: Objects, predicate: Data | null, projection: Data | null): Reads {
  if (!predicate && !projection) return item => item;
  const filter = methodOf<JournalPredicate['test']>(objects, predicate, 'test', 'Predicate');
  const make = methodOf<JournalProjection['apply']>(objects, projection, 'apply', 'Function');
  return item => {
    try {
      const event = eventOf(objects, objects.read(item) as JournalMapEvent);
      if (filter && !filter(event)) return null;
      return make ? objects.write(make(event)) : item;
    } catch (error) {
      throw failureOf(error);
    }
  };
}

function methodOf<M>(objects: Objects, data: Data | null, name: string, type: string): M | undefined {
  if (!data) return undefined;
  const object = objects.read(data);
  const method = (Object(object) as Record<string, unknown>)[name];
  if (typeof method === 'function') return method.bind(object) as M;
  throw classCast(object, `java.util.function.${type}`);
}

const KINDS = ['added', 'updated', 'removed', 'evicted'] as const;

function eventOf(objects: Objects, { eventType, key, newValue, oldValue }: JournalMapEvent): JournaledEvent {
  const read = (data: Data | null): unknown => data && objects.read(data);
  const type = KINDS.find(kind => ENTRY_KINDS[kind] === eventType)!;
  return { type, key: read(key), newValue: read(newValue), oldValue: read(oldValue) };
}
