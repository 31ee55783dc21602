// The classes of Java that values here can be of.
import { GenericRecord } from '@hazelrx/protocol';
import { serializationError } from './java-error.js';
import { classOf } from './java-value.js';
import { PortableRecord } from './portable-record.js';

const LANG = 'java.lang.';
const NUMBERS = ['Byte', 'Short', 'Integer', 'Long', 'Float', 'Double'].map(name => LANG + name);
const TIMES = ['LocalTime', 'LocalDate', 'LocalDateTime', 'OffsetDateTime'].map(name => `java.time.${name}`);
const GENERIC_RECORD = 'com.hazelcast.nio.serialization.genericrecord.GenericRecord';
const JSON_VALUE = 'com.hazelcast.core.HazelcastJsonValue';
const COLLECTION = ['java.util.Collection', 'java.lang.Iterable', 'java.io.Serializable', 'java.lang.Cloneable'];
const ORDERED = ['java.lang.Comparable', 'java.io.Serializable'];

/** What each class is beside itself and Object. */
const SUPERTYPES: ReadonlyMap<string, readonly string[]> = new Map([
  ...[...NUMBERS, 'java.math.BigInteger', 'java.math.BigDecimal'].map(type =>
    entry(type, 'java.lang.Number', ...ORDERED),
  ),
  entry('java.lang.String', 'java.lang.CharSequence', ...ORDERED),
  ...['java.lang.Boolean', 'java.lang.Character', 'java.util.UUID', 'java.util.Date', ...TIMES].map(type =>
    entry(type, ...ORDERED),
  ),
  entry(JSON_VALUE, 'java.lang.Comparable'),
  entry(GENERIC_RECORD),
  ...['[B', '[Z', '[C', '[S', '[I', '[J', '[F', '[D'].map(type => entry(type, 'java.io.Serializable')),
  entry('[Ljava.lang.String;', '[Ljava.lang.Object;', 'java.io.Serializable'),
  entry('[Ljava.lang.Object;', 'java.io.Serializable'),
  entry('java.util.ArrayList', 'java.util.List', 'java.util.AbstractList', ...COLLECTION),
  entry('java.util.LinkedHashSet', 'java.util.Set', 'java.util.HashSet', ...COLLECTION),
  entry('java.util.LinkedHashMap', 'java.util.Map', 'java.util.HashMap', 'java.io.Serializable'),
]);

const KNOWN = new Set(['java.lang.Object', ...[...SUPERTYPES].flatMap(([type, others]) => [type, ...others])]);

function entry(type: string, ...others: readonly string[]): [string, readonly string[]] {
  return [type, others];
}

/** Whether a value is of a class, by the class's name. Throws for classes that are not there. */
export function instanceOf(className: string): (value: unknown) => boolean {
  if (!KNOWN.has(className)) throw serializationError(`Failed to load class: ${className}`);
  return value => {
    if (value === null) return false;
    const isRecord = value instanceof GenericRecord || value instanceof PortableRecord;
    const type = isRecord ? GENERIC_RECORD : classOf(value);
    return className === type || className === 'java.lang.Object' || SUPERTYPES.get(type)?.includes(className) === true;
  };
}
