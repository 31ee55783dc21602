import { catchError, type MonoTypeOperatorFunction, throwError } from 'rxjs';
import { asHazelcastError, type ErrorDetails, type HazelcastError } from '../errors.js';

/** Errors name what the application called, not what that was made of. */
export function retold(error: unknown, details: ErrorDetails): HazelcastError {
  const fault = asHazelcastError(error, details);
  const isTold = fault.operation === details.operation && fault.structure === details.structure;
  return isTold ? fault : fault.toldOf(details);
}

/** The same for all that fails in a stream. */
export function retelling<T>(details: ErrorDetails): MonoTypeOperatorFunction<T> {
  return catchError((error: unknown) => throwError(() => retold(error, details)));
}
