import { DataError } from './data-error.js';

/** How deep objects may lie in each other, written or read: far beyond honest data, far within the stack. */
export const MAX_DEPTH = 500;

export function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH)
    throw new DataError(`more than ${MAX_DEPTH} objects lie in each other, or one contains itself`);
}

/** The step from an object to its property, as `DataError.path` shows it. */
export function propertyStep(key: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** The step from a Map to the value of a key. */
export function entryStep(key: unknown): string {
  return typeof key === 'string' ? propertyStep(key) : '.values()';
}

/** The error of a nested value, told from where its container is; only DataErrors are wrapped. */
export function within(step: string, error: unknown): unknown {
  return error instanceof DataError ? error.within(step) : error;
}
