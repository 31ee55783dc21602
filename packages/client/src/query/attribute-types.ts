// What the builder offers for each type: a part that is not there, or a question that makes no sense, is a compile error.
import type { UUID } from '@hazelrx/protocol';
import type { Attribute } from './attribute.js';
import type { Comparand, Orderable } from './comparand.js';
import type { Predicate } from './predicate.js';

/** An attribute of type `T`, of keys `K` and values `V`. */
export type AttributeOf<T, K, V> = unknown extends T
  ? AnyAttribute<K, V>
  : [NonNullable<T>] extends [string]
    ? TextAttribute<T, K, V>
    : [NonNullable<T>] extends [Orderable]
      ? OrderedAttribute<T, K, V>
      : [NonNullable<T>] extends [boolean | UUID]
        ? EqualAttribute<T, K, V>
        : [NonNullable<T>] extends [Uint8Array]
          ? Attribute<T, K, V>
          : [NonNullable<T>] extends [readonly (infer Item)[]]
            ? ArrayAttribute<T, Item, K, V>
            : [NonNullable<T>] extends [object]
              ? RecordAttribute<T, K, V>
              : EqualAttribute<T, K, V>;

/** The attributes of keys or values: as `AttributeOf`, but the items of one that is an array are out of reach. */
export type Attributes<T, K, V> = unknown extends T
  ? AnyAttribute<K, V>
  : [NonNullable<T>] extends [readonly unknown[]]
    ? Attribute<T, K, V>
    : AttributeOf<T, K, V>;

/** What stands for no value: an attribute that may be null can be compared with it. */
type Missing<T> = null extends T ? null : undefined extends T ? null : never;

/** As members have it: what is left out is null to them. */
type Stored<T> = unknown extends T ? T : Exclude<T, undefined> | Missing<T>;

type Comparable<T> = Comparand<T> | Missing<T>;

export interface EqualAttribute<T, in K, in V> extends Attribute<T, K, V> {
  equal(this: void, value: Comparable<T>): Predicate<K, V>;
  notEqual(this: void, value: Comparable<T>): Predicate<K, V>;
  in(this: void, ...values: readonly Comparable<T>[]): Predicate<K, V>;
}

export interface OrderedAttribute<T, in K, in V> extends EqualAttribute<T, K, V> {
  greaterThan(this: void, value: Comparand<T>): Predicate<K, V>;
  greaterEqual(this: void, value: Comparand<T>): Predicate<K, V>;
  lessThan(this: void, value: Comparand<T>): Predicate<K, V>;
  lessEqual(this: void, value: Comparand<T>): Predicate<K, V>;
  /** With both bounds. */
  between(this: void, from: Comparand<T>, to: Comparand<T>): Predicate<K, V>;
}

export interface TextAttribute<T, in K, in V> extends OrderedAttribute<T, K, V> {
  /** `%` stands for any text, `_` for one character, `\` takes that meaning from the next one. */
  like(this: void, pattern: string): Predicate<K, V>;
  /** As `like`, whatever the case. */
  ilike(this: void, pattern: string): Predicate<K, V>;
  /** A regular expression of Java, which has to match the whole text. */
  regex(this: void, expression: string): Predicate<K, V>;
}

/** An array is asked for its items. */
export interface ArrayAttribute<out T, Item, in K, in V> extends Attribute<T, K, V> {
  /** True for an entry of which any item is as asked. */
  readonly any: AttributeOf<Stored<Item>, K, V>;
  /** The item of that number, from 0 on; null where there is none. */
  at(this: void, index: number): AttributeOf<Stored<Item> | null, K, V>;
}

/** A record is asked for its fields. Those of one that may be null may be null, too. */
export type RecordAttribute<T, K, V> = Attribute<T, K, V> & {
  readonly [Name in keyof NonNullable<T> & string]-?: AttributeOf<Stored<NonNullable<T>[Name]> | Missing<T>, K, V>;
};

/** Of which nothing is known. What is none of its questions is the name of a part of it. */
export interface AnyAttribute<in K, in V> extends TextAttribute<unknown, K, V> {
  readonly any: AnyAttribute<K, V>;
  at(this: void, index: number): AnyAttribute<K, V>;
}
