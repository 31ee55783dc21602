// The builder of predicates: a type, and what it is made of, as properties.
import { type AnyDataType, attributeField, type AttributeField, type DataType } from '@hazelrx/protocol';
import { AT, type Attribute, AttributePath, illegal, KEY, told } from './attribute.js';
import { type Comparison, comparisonOf, isPlain, PLAIN } from './attribute-values.js';
import type { Attributes } from './attribute-types.js';
import * as Predicates from './predicates.js';

/**
 * The attributes of values of a declared type, or, without one, of plain values, kept as JSON: `attributes(Order)
 * .customer.name`. What one is compared with is written as the type that is declared for it; of plain values, a field named
 * `any` can only be asked for by its path.
 */
export function attributes<T>(type: DataType<T>): Attributes<T, unknown, T>;
export function attributes<T = unknown>(): Attributes<T, unknown, T>;
export function attributes(type?: AnyDataType): unknown {
  return node(new AttributePath('', fieldOf('attributes', type)));
}

/** The same of keys. */
export function keyAttributes<T>(type: DataType<T>): Attributes<T, T, unknown>;
export function keyAttributes<T = unknown>(): Attributes<T, T, unknown>;
export function keyAttributes(type?: AnyDataType): unknown {
  return node(new AttributePath(KEY, fieldOf('keyAttributes', type)));
}

type Make = (attribute: Attribute<never>, ...values: never[]) => unknown;

const { equal, notEqual, greaterThan, greaterEqual, lessThan, lessEqual, between, like, ilike, regex } = Predicates;

/** What can be asked of an attribute, by what it has to be comparable by. */
const QUESTIONS: ReadonlyMap<string, readonly [by: Comparison, make: Make]> = /* @__PURE__ */ new Map<
  string,
  readonly [Comparison, Make]
>([
  ['equal', ['equality', equal]],
  ['notEqual', ['equality', notEqual]],
  ['in', ['equality', Predicates.in]],
  ['greaterThan', ['order', greaterThan]],
  ['greaterEqual', ['order', greaterEqual]],
  ['lessThan', ['order', lessThan]],
  ['lessEqual', ['order', lessEqual]],
  ['between', ['order', between]],
  ['like', ['text', like]],
  ['ilike', ['text', ilike]],
  ['regex', ['text', regex]],
]);

const ENOUGH = { equality: 0, order: 1, text: 2 } as const;

/** An attribute. Its properties are the attributes in it and what can be asked of it; `ask`: what calling it asks. */
function node(at: AttributePath, ask?: (...values: never[]) => unknown): Attribute<unknown> {
  const called = ask ?? (() => refuse(at, 'is an attribute and no function: it has no such question'));
  return new Proxy(called, { get: (_, name) => property(at, name) }) as unknown as Attribute<unknown>;
}

function property(at: AttributePath, name: string | symbol): unknown {
  if (name === AT) return at;
  if (typeof name === 'symbol') return undefined;
  const { field } = at;
  if (field?.fields !== undefined && !isArray(at)) {
    if (field.fields.has(name)) return node(at.child(name));
    // What is given to `resolve` is asked for it.
    if (name === 'then') return undefined;
    return refuse(at, `has no field '${name}': it has ${[...field.fields.keys()].join(', ')}`);
  }
  if (name === 'then') return undefined;
  if (name === 'any' && hasItems(at)) return node(at.item('any'));
  const ask = asker(at, name);
  if (!isPlain(field)) return ask ?? refuse(at, `has no '${name}'`);
  return node(at.child(name), ask);
}

/** Undefined where an attribute that nothing is known of may as well have a part of that name. */
function asker(at: AttributePath, name: string): ((...values: never[]) => unknown) | undefined {
  if (name === 'at' && hasItems(at)) return (index: unknown) => node(at.item(checkedIndex(at, index)));
  const question = QUESTIONS.get(name);
  if (question === undefined) return undefined;
  const [by, make] = question;
  const comparison = comparisonOf(at.field);
  if (comparison === undefined || ENOUGH[comparison] < ENOUGH[by]) {
    return refuse(at, `cannot be asked for '${name}', which is for ${by === 'text' ? 'strings' : 'what has an order'}`);
  }
  const attribute = node(at) as Attribute<never>;
  return (...values) => make(attribute, ...values);
}

function isArray({ field }: AttributePath): boolean {
  return field !== undefined && field.type.endsWith('[]');
}

function hasItems(at: AttributePath): boolean {
  return isPlain(at.field) || isArray(at);
}

function checkedIndex({ path }: AttributePath, index: unknown): number {
  if (typeof index === 'number' && Number.isInteger(index) && index >= 0) return index;
  throw illegal('attributes', `the index of an item of '${path}' must be a whole number from 0 on, not ${told(index)}`);
}

function refuse({ path, field }: AttributePath, reason: string): never {
  throw illegal('attributes', `'${path}'${field && !isPlain(field) ? `, ${article(field.type)},` : ''} ${reason}`);
}

function article(type: string): string {
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

function fieldOf(what: string, type: AnyDataType | undefined): AttributeField {
  if (type === undefined) return PLAIN;
  if (typeof type === 'function') return attributeField(type);
  throw illegal(what, `a type, such as int32, is needed, not ${told(type)}`);
}
