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
