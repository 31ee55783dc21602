import { negated, predicateClasses as classes, QueryObject } from '@hazelrx/protocol';
import { parseSql } from './sql-text.js';

/**
 * The predicate as members make it anew before a query: without a NOT where its inner predicate has a counterpart. It is
 * not always the same: a null is neither less than 1, nor at least 1. Listeners, removals and processors ask it as it is.
 */
export function rewritten(object: unknown): unknown {
  return unsatisfied(simplified(object));
}

function simplified(object: unknown): unknown {
  if (!(object instanceof QueryObject)) return object;
  const { type, values } = object;
  switch (type) {
    case classes.sql:
      return simplified(parseSql(values[0] as string));
    case classes.and:
    case classes.or:
      return flattened(new QueryObject(type, [(values[0] as unknown[]).map(simplified)]));
    case classes.not:
      return negated(simplified(values[0]));
    case classes.partition:
      return new QueryObject(type, [values[0], simplified(values[1])]);
    default:
      return object;
  }
}

/** An AND with something false in it looks at no entry. */
function unsatisfied(object: unknown): unknown {
  if (!(object instanceof QueryObject)) return object;
  const { type, values } = object;
  if (type === classes.not) return new QueryObject(type, values.map(unsatisfied));
  if (type === classes.partition) return new QueryObject(type, [values[0], unsatisfied(values[1])]);
  if (type !== classes.and && type !== classes.or) return object;
  const parts = (values[0] as unknown[]).map(unsatisfied);
  const isFalse = (part: unknown): boolean => part instanceof QueryObject && part.type === classes.false;
  return type === classes.and && parts.some(isFalse)
    ? new QueryObject(classes.false, [])
    : new QueryObject(type, [parts]);
}

/** Of what is joined as it is, the first part takes its place, and the others come last. */
function flattened({ type, values }: QueryObject): QueryObject {
  const parts = (values[0] as unknown[]).map(part => {
    const inner = part instanceof QueryObject && part.type === type ? (part.values[0] as unknown[]) : [];
    return inner.length > 0 ? inner : [part];
  });
  return new QueryObject(type, [[...parts.map(([first]) => first), ...parts.flatMap(([, ...others]) => others)]]);
}
