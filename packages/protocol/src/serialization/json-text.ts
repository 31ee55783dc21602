import { Data } from '../data.js';
import { DataError } from './data-error.js';

import { HazelcastJsonValue } from './json-value.js';
import { Marked } from './marked.js';
import { checkDepth, propertyStep, within } from './nesting.js';
import * as TypeId from './type-id.js';
import { builtInType } from './value-type.js';

/**
 * `JSON.stringify`, except that what it would drop or turn into `{}` or `null` is an error with the path to it.
 * As there, `undefined` leaves a property out and is null in an array, and `toJSON` has the last word.
 */
export function jsonText(value: object): string {
  let text: string | undefined;
  try {
    check(value, '', []);
    text = JSON.stringify(value);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError(`JSON.stringify failed: ${String(cause)}`, { path: '$', typeId: TypeId.JSON, cause });
  }
  if (text === undefined) throw refuse('its toJSON returned undefined');
  return text;
}

/** `containers` are the objects around the value, outermost first. */
function check(value: unknown, key: string | number, containers: object[]): void {
  if (typeof value === 'object' && value !== null) checkObject(value, key, containers);
  else checkPrimitive(value);
}

function checkPrimitive(value: unknown): void {
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value))
        throw refuse(`JSON cannot hold ${value}: use null, text or an array of numbers only`);
      return;
    case 'bigint':
      throw refuse('JSON cannot hold a bigint: use text, or a Map in place of the object');
    case 'function':
    case 'symbol':
      throw refuse(`JSON cannot hold a ${typeof value}: leave it out, or give the object a toJSON`);
    default:
  }
}

function checkObject(value: object, key: string | number, containers: object[]): void {
  const content = applyToJson(value, key);
  if (typeof content !== 'object' || content === null) return checkPrimitive(content);
  if (containers.includes(content)) throw refuse('it contains itself');
  checkDepth(containers.length);
  containers.push(content);
  if (Array.isArray(content)) checkItems(content, containers);
  else checkProperties(content, containers);
  containers.pop();
}

/** What JSON.stringify goes on with. A Buffer's toJSON is passed over: it would blow each byte up to text. */
function applyToJson(value: object, key: string | number): unknown {
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON !== 'function' || ArrayBuffer.isView(value)) return value;
  if (value instanceof Date && Number.isNaN(value.getTime())) throw refuse('an Invalid Date would become null');
  return toJSON.call(value, String(key));
}

function checkItems(items: readonly unknown[], containers: object[]): void {
  for (let i = 0; i < items.length; i++) {
    try {
      check(items[i], i, containers);
    } catch (error) {
      throw within(`[${i}]`, error);
    }
  }
}

function checkProperties(content: object, containers: object[]): void {
  const keys = Object.keys(content);
  refuseSpecial(content, keys.length);
  for (const key of keys) {
    try {
      check((content as Record<string, unknown>)[key], key, containers);
    } catch (error) {
      throw within(propertyStep(key), error);
    }
  }
}

/** Objects whose content is not in their properties. */
function refuseSpecial(content: object, properties: number): void {
  const prototype = Object.getPrototypeOf(content) as { constructor?: { name?: string } } | null;
  if (prototype === Object.prototype || prototype === null) return;
  const name = prototype.constructor?.name ?? 'object';
  if (builtInType(content) !== TypeId.JSON || isValueClass(content) || content instanceof Error) {
    throw refuse(`JSON cannot hold a ${name}: use text, a plain object or an array`);
  }
  if (properties === 0 && Object.getPrototypeOf(prototype) !== null) {
    throw refuse(`this ${name} has no properties of its own and would become {}: give it a toJSON`);
  }
}

function isValueClass(content: object): boolean {
  return content instanceof HazelcastJsonValue || content instanceof Marked || content instanceof Data;
}

function refuse(reason: string): DataError {
  return new DataError(reason, { path: '$', typeId: TypeId.JSON });
}
