// What members can send of an entry instead of the entry, by the names of the official clients.
import { projectionClasses } from '@hazelrx/protocol';
import { type Attribute, illegal, pathOf } from './attribute.js';
import type { WholeEntry } from './predicate.js';
import { Projection } from './projection.js';

/** A path as members write it, or an attribute of the builder. */
type Path<T, K, V> = string | Attribute<T, K, V>;

/** One attribute of each entry. */
export function singleAttribute<T, K, V>(attribute: Path<T, K, V>): Projection<T, K, V> {
  const { path, read } = single(attribute, 'Projections.singleAttribute');
  return new Projection(projectionClasses.singleAttribute, [path], read);
}

/** Several attributes of each entry, as an array. */
export function multiAttribute<K, V, T extends readonly Path<unknown, K, V>[]>(
  ...attributes: T & readonly Path<unknown, K, V>[]
): Projection<Parts<T>, K, V> {
  const what = 'Projections.multiAttribute';
  if (attributes.length === 0) throw illegal(what, 'at least one attribute is needed');
  const parts = attributes.map(attribute => single(attribute, what));
  const read = (answer: unknown): unknown => (answer as readonly unknown[]).map((part, i) => parts[i]!.read(part));
  return new Projection(projectionClasses.multiAttribute, [parts.map(({ path }) => path)], read);
}

/** Each entry as it is: key and value. */
export function identity(): Projection<WholeEntry> {
  return new Projection(projectionClasses.identity, []);
}

/** What the attributes are. */
type Parts<T extends readonly unknown[]> = {
  -readonly [I in keyof T]: T[I] extends Attribute<infer Part, never, never> ? Part : unknown;
};

function single(attribute: unknown, what: string): ReturnType<typeof pathOf> {
  const at = pathOf(attribute, what);
  if (!at.path.includes('[any]')) return at;
  throw illegal(what, `'${at.path}' is several at once: a projection is of one value`);
}
