// The errors of Java that members answer queries with.
import { DataError, type QueryClass, UnknownSchemaError } from '@hazelrx/protocol';
import { Refusal } from '../refusal.js';

export function illegalArgument(message: string): Refusal {
  return new Refusal('ILLEGAL_ARGUMENT', message, 'java.lang.IllegalArgumentException');
}

export function queryError(message: string): Refusal {
  return new Refusal('QUERY', message, 'com.hazelcast.query.QueryException');
}

/** Where members wrap what went wrong in an attribute. */
export function inAttribute(cause: Refusal): Refusal {
  return queryError(`${cause.className}: ${cause.message}`);
}

export function classCast(from: string, to: string): Refusal {
  return new Refusal('CLASS_CAST', `class ${from} cannot be cast to class ${to}`, 'java.lang.ClassCastException');
}

export function nullPointer(message: string): Refusal {
  return new Refusal('NULL_POINTER', message, 'java.lang.NullPointerException');
}

/** The protocol has no number for it. */
export function noNumber(text: string): Refusal {
  return new Refusal('UNDEFINED', `For input string: "${text}"`, 'java.lang.NumberFormatException');
}

export function serializationError(message: string): Refusal {
  const className = 'com.hazelcast.nio.serialization.HazelcastSerializationException';
  return new Refusal('HAZELCAST_SERIALIZATION', message, className);
}

/** What members say of a predicate that they fail to read. */
export function unreadablePredicate({ factoryId, classId }: QueryClass, reason: string): Refusal {
  const what = `Problem while reading IdentifiedDataSerializable, namespace: ${factoryId}, classId: ${classId}`;
  return serializationError(`${what}, exception: ${reason}`);
}

/** What reads blobs; what is wrong with them is an answer, and no fault of the member. */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DataError || error instanceof UnknownSchemaError) throw serializationError(error.message);
    throw error;
  }
}
