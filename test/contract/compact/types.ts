// The Compact types of the suites: new ones for each test, as a client never forgets a schema.
import { array, compact, type GenericRecord, int32, nullable, string } from 'hazelrx';
import { uniqueName } from '../../support/clusters.js';

/** Three of them, one in the other. */
export function orderTypes() {
  const Sku = compact(uniqueName('sku'), { code: string });
  const Line = compact(uniqueName('line'), { sku: Sku, count: int32 });
  const Order = compact(uniqueName('order'), { customer: string, lines: array(Line), note: nullable(string) });
  return { Sku, Line, Order };
}

export const ada = { customer: 'Ada', lines: [{ sku: { code: 'x1' }, count: 3 }], note: null };
export const bob = { customer: 'Bob', lines: [], note: 'no hurry' };

/** A type of one number. */
export function countType(what: string) {
  return compact(uniqueName(what), { count: int32 });
}

/** What a client reads that knows none of the types. */
export function isRecord(value: unknown): value is GenericRecord {
  return typeof value === 'object' && value !== null && 'typeName' in value;
}

/** As a client sees it that knows none of the types. */
export function plain(value: unknown): unknown {
  return isRecord(value) ? value.toObject() : value;
}
