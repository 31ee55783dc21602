import type { Data } from '../data.js';
import { UnknownSchemaError, UnsentSchemaError } from './compact/schemas.js';
import { DataError } from './data-error.js';
import { describeTypeId } from './type-id.js';

/**
 * What made the body of a type fail to be written or read, as a `DataError` that names a type: its own, or that of a part
 * of it. A schema that is missing is no failure yet and stays what it is.
 */
export function failed(to: 'read' | 'write', typeId: number, error: unknown): unknown {
  if (error instanceof DataError) return error.ofType(typeId);
  if (error instanceof UnsentSchemaError || error instanceof UnknownSchemaError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new DataError(`cannot ${to} type ${describeTypeId(typeId)}: ${reason}`, { typeId, cause: error });
}

/** What made a blob fail to be read, with the blob, which is not lost with the failure. */
export function unreadable(error: unknown, data: Data, typeId = data.typeId): unknown {
  const failure = failed('read', typeId, error);
  return failure instanceof DataError || failure instanceof UnknownSchemaError ? failure.of(data) : failure;
}
