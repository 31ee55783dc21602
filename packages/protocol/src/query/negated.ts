import { predicateClasses as classes } from './query-classes.js';
import { QueryObject } from './query-object.js';

/**
 * The counterpart of a predicate, as members make it of a NOT before a query. It is not always the same as a NOT: a null is
 * neither less than 1, nor at least 1.
 */
export function negated(predicate: unknown): QueryObject {
  const { type, values } = predicate instanceof QueryObject ? predicate : { type: undefined, values: [] };
  switch (type) {
    case classes.equal:
      return new QueryObject(classes.notEqual, values);
    case classes.notEqual:
      return new QueryObject(classes.equal, values);
    case classes.greaterLess:
      return new QueryObject(type, [values[0], values[1], !values[2], !values[3]]);
    case classes.and:
      return new QueryObject(classes.or, [(values[0] as unknown[]).map(negated)]);
    case classes.or:
      return new QueryObject(classes.and, [(values[0] as unknown[]).map(negated)]);
    case classes.not:
      return values[0] as QueryObject;
    default:
      return new QueryObject(classes.not, [predicate]);
  }
}
