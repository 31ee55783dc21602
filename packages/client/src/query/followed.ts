// Predicates of live views. Members rewrite a NOT for a query (`negated`), and leave it as it is for a listener: where that
// is not the same, snapshot and events would not agree. So listeners are given what members would make of it.
import { negated, predicateClasses as classes, QueryObject } from '@hazelrx/protocol';

/** The predicate without a NOT that members would rewrite: of that they make the same for queries and for listeners. */
export function followed({ type, values }: QueryObject): QueryObject {
  switch (type) {
    case classes.and:
    case classes.or:
      return new QueryObject(type, [(values[0] as QueryObject[]).map(followed)]);
    case classes.not:
      return negated(followed(values[0] as QueryObject));
    default:
      return new QueryObject(type, values);
  }
}

const PHRASE = /'(?:[^']|'')*'/g;
/** In front of these it is never rewritten. */
const NOT = /\bnot\b(?!\s+(?:like|ilike|in|between|regex)\b)/i;
const ORDER = /<(?!>)|(?<!<)>/;

/** Whether there is a NOT of an order in it that only members can rewrite, as it is in a text. */
export function hidesOrder({ type, values }: QueryObject, isNegated = false): boolean {
  switch (type) {
    case classes.sql: {
      const text = (values[0] as string).replace(PHRASE, "''");
      return ORDER.test(text) && (isNegated || NOT.test(text));
    }
    case classes.and:
    case classes.or:
      return (values[0] as QueryObject[]).some(part => hidesOrder(part, isNegated));
    case classes.not:
      return hidesOrder(values[0] as QueryObject, true);
    default:
      return false;
  }
}
