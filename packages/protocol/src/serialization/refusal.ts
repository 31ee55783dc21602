import Long from 'long';
import { DataError } from './data-error.js';

/** Characters of a value that are worth showing. */
const MAX_SHOWN = 60;

/** The error of a value that is not of the type it was declared with. */
export function unfit(value: unknown, type: string): DataError {
  return new DataError(`${shown(value)} does not fit ${type}`, { path: '$' });
}

function shown(value: unknown): string {
  switch (typeof value) {
    case 'object':
      if (Long.isLong(value)) return value.toString();
      return value === null ? 'null' : `a value of class ${className(value)}`;
    case 'function':
      return 'a function';
    case 'string':
      return value.length > MAX_SHOWN ? `a string of ${value.length} characters` : JSON.stringify(value);
    case 'bigint':
      return `${value}n`;
    default:
      return String(value);
  }
}

function className(value: object): string {
  const { constructor } = value as { constructor?: { name?: unknown } };
  return typeof constructor?.name === 'string' ? constructor.name : 'Object';
}
