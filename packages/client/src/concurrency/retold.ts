import { asHazelcastError, type HazelcastError } from '../errors.js';

/** Errors name what the application called, not what that was made of. */
export function retold(
  error: unknown,
  details: { readonly operation: string; readonly structure: string },
): HazelcastError {
  const fault = asHazelcastError(error, details);
  const isTold = fault.operation === details.operation && fault.structure === details.structure;
  return isTold ? fault : fault.toldOf(details);
}
