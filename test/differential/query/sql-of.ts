import { predicateClasses as classes, type QueryClass, type QueryObject } from '@hazelrx/protocol';

const JOINED: ReadonlyMap<QueryClass, string> = new Map<QueryClass, string>([
  [classes.and, ' AND '],
  [classes.or, ' OR '],
]);

const WITH_TEXT: ReadonlyMap<QueryClass, string> = new Map<QueryClass, string>([
  [classes.equal, '='],
  [classes.notEqual, '!='],
  [classes.like, 'LIKE'],
  [classes.ilike, 'ilike'],
  [classes.regex, 'REGEX'],
]);

/** The predicate as SQL, undefined for one that has no such text. */
export function sqlOf({ type, values }: QueryObject): string | undefined {
  const joined = JOINED.get(type);
  if (joined)
    return all(values[0] as QueryObject[], parts => (parts.length > 0 ? `(${parts.join(joined)})` : undefined));
  if (type === classes.not) return all(values as QueryObject[], ([part]) => `NOT (${part})`);
  const [path, ...given] = values;
  if (type === classes.in) {
    const items = given[0] as unknown[];
    return items.length > 0 && !items.includes(null)
      ? `${String(path)} IN (${items.map(literal).join(', ')})`
      : undefined;
  }
  if (type === classes.between) return `${String(path)} BETWEEN ${literal(given[1])} AND ${literal(given[0])}`;
  if (type === classes.greaterLess) {
    const [value, same, less] = given;
    return `${String(path)} ${less ? '<' : '>'}${same ? '=' : ''} ${literal(value)}`;
  }
  const operator = WITH_TEXT.get(type);
  return operator && `${String(path)} ${operator} ${literal(given[0])}`;
}

function all(parts: readonly QueryObject[], make: (texts: string[]) => string | undefined): string | undefined {
  const texts = parts.map(sqlOf);
  return texts.every(text => text !== undefined) ? make(texts) : undefined;
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}
