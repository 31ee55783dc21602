// What predicates, aggregators and projections name: a path to a part of an entry.
import type { AttributeField } from '@hazelrx/protocol';
import { HazelcastError } from '../errors.js';
import { isPlain, marked, type ReadResult, readerOf } from './attribute-values.js';

/** The path of the key as a whole. */
export const KEY = '__key';
/** Where an attribute of the builder keeps what it is. */
export const AT: unique symbol = /* @__PURE__ */ Symbol('attribute');
declare const OF: unique symbol;

/** An attribute of entries, found by `attributes` or `keyAttributes`. `T`: what it is; `K`, `V`: of which keys and values. */
export interface Attribute<out T, in K = unknown, in V = unknown> {
  readonly [AT]: AttributePath;
  readonly [OF]?: (key: K, value: V) => T;
}

/** An attribute as members name it: `customer.name`, `lines[any].sku`, `this` for the value, `__key` for the key. */
export class AttributePath {
  constructor(
    /** Empty for the value as a whole. */
    readonly steps: string,
    /** What it is declared to be. Undefined: nobody knows. */
    readonly field: AttributeField | undefined,
  ) {}

  get path(): string {
    return this.steps === '' ? 'this' : this.steps;
  }

  /** Reads it as it is declared, where that is another type than the one in which members answer. */
  get read(): ReadResult {
    return readerOf(this.field);
  }

  /** A value to compare it with. `what` says by which function. */
  value(value: unknown, what: string): unknown {
    return marked(this.field, value, `${what}('${this.path}')`);
  }

  child(name: string): AttributePath {
    if (/[.[\]]/.test(name) || name === '') {
      throw illegal(
        'attributes',
        `members cannot be asked for a field named '${name}': its name has a dot or a bracket`,
      );
    }
    const { field, steps } = this;
    return new AttributePath(
      steps === '' ? name : `${steps}.${name}`,
      isPlain(field) ? field : field?.fields?.get(name),
    );
  }

  /** An item of an array: `any`, or the number of one. */
  item(which: 'any' | number): AttributePath {
    const { field, path, steps } = this;
    if (steps === '' || steps === KEY) {
      throw illegal('attributes', `members cannot be asked for items of '${path}' itself: keep the array in a field`);
    }
    const item = isPlain(field) ? field : field && { ...field, type: field.type.slice(0, -2) };
    return new AttributePath(`${path}[${which}]`, item);
  }
}

/** Of an attribute, or of a path as members write it. Throws `ILLEGAL_ARGUMENT` for what is neither. */
export function pathOf(attribute: unknown, what: string): AttributePath {
  if (typeof attribute === 'string') {
    if (attribute.trim() === '') throw illegal(what, 'the path of the attribute is empty');
    return new AttributePath(attribute, undefined);
  }
  const found = (attribute as Partial<Attribute<unknown>> | null | undefined)?.[AT];
  if (found instanceof AttributePath) return found;
  throw illegal(
    what,
    `an attribute must be a path, such as 'customer.name', or one of attributes(…), not ${told(attribute)}`,
  );
}

/** The error of a function of queries, of arguments that cannot be meant. */
export function illegal(what: string, reason: string): HazelcastError {
  return new HazelcastError('ILLEGAL_ARGUMENT', reason, { operation: what });
}

/** A value, as messages name it. */
export function told(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'object' && value !== null) return `a ${value.constructor?.name ?? 'object'}`;
  return typeof value === 'function' ? 'a function' : String(value);
}
