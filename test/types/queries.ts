// User code against the published types: compiled, never run.
import {
  Aggregators,
  array,
  attributes,
  BigDecimal,
  bigint64,
  boolean,
  bytes,
  compact,
  createClient,
  decimal,
  type Infer,
  int32,
  int64,
  json,
  keyAttributes,
  type Long,
  nullable,
  type PagingPredicate,
  type Predicate,
  Predicates,
  Projections,
  string,
} from 'hazelrx';
import type { Observable } from 'rxjs';
import type { Equal, Holds } from './assertions.js';

const Line = compact('line', { sku: string, quantity: int32 });
const Customer = compact('customer', { name: string, country: nullable(string) });
const Order = compact('order', {
  count: int32,
  total: int64,
  sequence: bigint64,
  price: decimal,
  paid: boolean,
  picture: bytes,
  note: nullable(string),
  customer: Customer,
  payer: nullable(Customer),
  lines: array(Line),
});
interface Person {
  readonly name: string;
  readonly age: number;
  readonly height?: number;
  readonly address: { readonly city: string };
  readonly tags: readonly string[];
}

const hz = createClient();
const orders = hz.getMap('orders', { key: string, value: Order });
const people = hz.getMap<string, Person>('people');
const order = attributes(Order);
const person = attributes<Person>();
const key = keyAttributes(string);

// Questions that make sense.
orders.keySet(order.count.greaterThan(10));
orders.values(order.total.in(1, 2n, 3));
orders.entrySet(order.sequence.equal(1n));
orders.removeAll(order.price.between(new BigDecimal(1n, 0), new BigDecimal(2n, 0)));
orders.keySet(order.note.equal(null));
orders.keySet(order.payer.name.equal(null));
orders.keySet(order.customer.country.ilike('c_'));
orders.keySet(order.lines.any.sku.like('a%'));
orders.keySet(order.lines.at(0).quantity.lessThan(5));
orders.keySet(Predicates.and(order.paid.equal(true), key.like('a%'), Predicates.sql('count > 5')));
orders.keySet(Predicates.partition('a1', order.count.equal(1)));
orders.entries({ predicate: order.count.equal(1), pageSize: 10 });
orders.events({ predicate: order.count.equal(1), includeValue: true });
people.keySet(person.height.equal(null));
people.keySet(person.tags.any.equal('a'));
people.keySet(Predicates.not(person.address.city.regex('[a-z]+')));
people.keySet(Predicates.equal('age', 5));
people.keySet(attributes(json<Person>()).age.equal(5));
hz.getMap<string, number>('numbers').keySet(attributes(int32).greaterThan(5));

// Those that make none.
// @ts-expect-error no such field
void order.nothing;
// @ts-expect-error no text
order.count.like('1%');
// @ts-expect-error no order
order.paid.greaterThan(false);
// @ts-expect-error another type
order.count.equal('1');
// @ts-expect-error another type
order.price.equal(5);
// @ts-expect-error never null
order.count.equal(null);
// @ts-expect-error nothing is greater than null
order.note.greaterThan(null);
// @ts-expect-error a record is asked for its fields
order.customer.equal({ name: 'ada', country: null });
// @ts-expect-error an array is asked for its items
void order.lines.sku;
// @ts-expect-error members know no items of the value itself
void attributes<string[]>().any;
// @ts-expect-error nor of the key itself
void keyAttributes(array(string)).any;
// @ts-expect-error bytes are not compared
order.picture.equal(new Uint8Array());
// @ts-expect-error no such field
void person.address.country;
// @ts-expect-error for other values
people.keySet(order.count.equal(1));
// @ts-expect-error for other values
people.keySet(Predicates.and(person.age.equal(1), order.count.equal(1)));
// @ts-expect-error for other keys
hz.getMap<number, Person>('people').keySet(keyAttributes(string).equal('a'));
// @ts-expect-error for other values
people.aggregate(Aggregators.integerSum(order.count));
// @ts-expect-error no number
Aggregators.longSum(order.note);
// @ts-expect-error no decimal
Aggregators.bigDecimalSum(order.count);
// @ts-expect-error pages are read by keySet, values and entrySet
people.removeAll(Predicates.paging(5));
// @ts-expect-error no condition on texts
Predicates.like(order.count, '1%');

const parts = Projections.multiAttribute(key, order.customer.name, order.total, 'count');

export type QueryResults = [
  Holds<Equal<ReturnType<typeof order.count.equal>, Predicate<unknown, Infer<typeof Order>>>>,
  Holds<Equal<ReturnType<typeof people.keySet>, Observable<string[]>>>,
];

export const aggregated: {
  count: Observable<Long>;
  max: Observable<bigint | null>;
  avg: Observable<number | null>;
  decimals: Observable<BigDecimal>;
  countries: Observable<Set<string | null>>;
  oldest: Observable<[string, Person] | null>;
} = {
  count: orders.aggregate(Aggregators.count()),
  max: orders.aggregate(Aggregators.max(order.sequence)),
  avg: orders.aggregate(Aggregators.numberAvg(order.price), order.paid.equal(true)),
  decimals: orders.aggregate(Aggregators.bigDecimalSum(order.price)),
  countries: orders.aggregate(Aggregators.distinct(order.customer.country)),
  oldest: people.aggregate(Aggregators.maxBy(person.age)),
};

export const projected: {
  names: Observable<string[]>;
  parts: Observable<[string, string, Long, unknown][]>;
  heights: Observable<(number | null)[]>;
  entries: Observable<[string, Person][]>;
} = {
  names: orders.project(Projections.singleAttribute(order.customer.name)),
  parts: orders.project(parts),
  heights: people.project(Projections.singleAttribute(person.height)),
  entries: people.project(Projections.identity()),
};

export const pages: PagingPredicate<unknown, Person> = Predicates.paging(5, { predicate: person.age.equal(5) });
people.values(pages.nextPage());
