// User code against the published types: compiled, never run.
import {
  array,
  type BigDecimal,
  bigint64,
  bigInteger,
  boolean,
  bytes,
  char,
  type ClientConfig,
  compact,
  type CompactReader,
  type CompactSerializer,
  type CompactWriter,
  type DataType,
  date,
  decimal,
  float32,
  float64,
  type Infer,
  int16,
  int32,
  int64,
  int8,
  json,
  type LocalDate,
  type LocalDateTime,
  type LocalTime,
  Long,
  nullable,
  type OffsetDateTime,
  string,
  time,
  timestamp,
  timestampWithTimezone,
  type UUID,
  uuid,
  withDefault,
} from 'hazelrx';
import type { Equal, Holds, Known } from './assertions.js';

// Types and their values

const Line = compact('line', { sku: string, count: int32 });
const Order = compact('order', {
  id: int64,
  customer: string,
  lines: array(Line),
  at: timestamp,
  note: nullable(string),
});
type Line = Infer<typeof Line>;
type Order = Infer<typeof Order>;

interface ExpectedOrder {
  id: Long;
  customer: string;
  lines: { sku: string; count: number }[];
  at: LocalDateTime;
  note: string | null;
}
type Same<A, B> = Equal<{ [K in keyof A]: A[K] }, { [K in keyof B]: B[K] }>;

const All = compact('all', {
  one: bigint64,
  two: nullable(int8),
  three: array(nullable(boolean)),
  four: nullable(array(nullable(float32))),
  five: withDefault(nullable(string), null),
  six: withDefault(array(int16), []),
  seven: bytes,
  eight: nullable(Line),
  nine: nullable(array(nullable(Line))),
});
interface ExpectedAll {
  one: bigint;
  two: number | null;
  three: (boolean | null)[];
  four: (number | null)[] | null;
  five: string | null;
  six: number[];
  seven: Uint8Array;
  eight: Line | null;
  nine: (Line | null)[] | null;
}

export const declared = [date, decimal, float64, time, timestampWithTimezone];

export type Values = [
  Holds<Same<Order, ExpectedOrder>>,
  Holds<Same<Line, { sku: string; count: number }>>,
  Holds<Same<Infer<typeof All>, ExpectedAll>>,
  Holds<Known<Order>>,
  Holds<Equal<Infer<typeof int8>, number>>,
  Holds<Equal<Infer<typeof int16>, number>>,
  Holds<Equal<Infer<typeof int32>, number>>,
  Holds<Equal<Infer<typeof int64>, Long>>,
  Holds<Equal<Infer<typeof bigint64>, bigint>>,
  Holds<Equal<Infer<typeof float64>, number>>,
  Holds<Equal<Infer<typeof boolean>, boolean>>,
  Holds<Equal<Infer<typeof char>, string>>,
  Holds<Equal<Infer<typeof string>, string>>,
  Holds<Equal<Infer<typeof decimal>, BigDecimal>>,
  Holds<Equal<Infer<typeof bigInteger>, bigint>>,
  Holds<Equal<Infer<typeof uuid>, UUID>>,
  Holds<Equal<Infer<typeof date>, LocalDate>>,
  Holds<Equal<Infer<typeof time>, LocalTime>>,
  Holds<Equal<Infer<typeof timestampWithTimezone>, OffsetDateTime>>,
  Holds<Equal<Infer<typeof bytes>, Uint8Array>>,
];

const titles = array(string);
const grid = array(array(int32));
const orders = array(Order);
const point = json<{ x: number }>();

export type Arrays = [
  Holds<Equal<Infer<typeof titles>, string[]>>,
  Holds<Equal<Infer<typeof grid>, number[][]>>,
  Holds<Equal<Infer<typeof orders>, Order[]>>,
  Holds<Equal<Infer<typeof point>, { x: number }>>,
];

// Marked values

declare const at: LocalDateTime;
export const good: Order = { id: Long.ONE, customer: 'Ada', lines: [], at, note: null };
export const marked = [Order(good), int64(1), int64(1n), int64(Long.ONE), int32(1), string('x'), titles(['x'])];

// @ts-expect-error a field is missing
Order({ id: Long.ONE, customer: 'Ada', lines: [], at });
// @ts-expect-error there is no such field
Order({ ...good, customr: 'Ada' });
// @ts-expect-error an int64 is a Long
Order({ ...good, id: 1 });
// @ts-expect-error which is no bigint
Order({ ...good, id: 1n });
// @ts-expect-error and a bigint64 is a bigint
All({ one: Long.ONE });
// @ts-expect-error the count is a number
Line({ sku: 'x', count: '1' });
// @ts-expect-error the customer is not nullable
Order({ ...good, customer: null });
// @ts-expect-error the items are not nullable
Order({ ...good, lines: [null] });
// @ts-expect-error an int32 is no text
int32('1');
// @ts-expect-error titles are texts
titles([1]);

// @ts-expect-error there is no such field
export const missing = good.total;
// @ts-expect-error the note may be null
export const length = good.note.length;

// Declarations

declare function stored<T>(type: DataType<T>): T;
export const read: Order = stored(Order);

// @ts-expect-error Compact has no kind for a char
compact('bad', { initial: char });
// @ts-expect-error nor for an array of them
compact('bad', { initials: array(char) });
// @ts-expect-error nor for a UUID
compact('bad', { id: uuid });
// @ts-expect-error nor for a BigInteger
compact('bad', { id: bigInteger });
// @ts-expect-error nor for JSON
compact('bad', { more: json() });
// @ts-expect-error nor for an array of arrays
compact('bad', { grid });
// @ts-expect-error nor for what is no type
compact('bad', { id: 'int32' });
// @ts-expect-error a value of its own is not null
stored(nullable(string));
// @ts-expect-error nor are the items of an array that is no field
stored(array(nullable(int32)));
// @ts-expect-error only fields have defaults
withDefault(string, 'x')('x');
// @ts-expect-error which fit
withDefault(int32, 'x');
// @ts-expect-error what is not a field cannot be nullable
nullable(uuid);
// @ts-expect-error a type has a name
compact({ id: int32 });

// Serializers of classes

class Employee {
  constructor(
    readonly name: string | null,
    readonly salary: Long,
  ) {}
}

export class EmployeeSerializer implements CompactSerializer<Employee> {
  getClass() {
    return Employee;
  }

  getTypeName(): string {
    return 'employee';
  }

  write(writer: CompactWriter, employee: Employee): void {
    writer.writeString('name', employee.name);
    writer.writeInt64('salary', employee.salary);
    // @ts-expect-error a Long is no int32
    writer.writeInt32('salary', employee.salary);
    // @ts-expect-error an int32 is not null
    writer.writeInt32('salary', null);
  }

  read(reader: CompactReader): Employee {
    const salary = reader.readInt64('salary');
    // @ts-expect-error the name may be null
    const name: string = reader.readString('name');
    return new Employee(name, salary);
  }
}

// Configuration

export const configured: ClientConfig = {
  serialization: { compact: { serializers: [Order, Line, All, new EmployeeSerializer()] } },
};
export const wrong: ClientConfig = {
  serialization: {
    compact: {
      serializers: [
        // @ts-expect-error Compact has no records of them
        int32,
        // @ts-expect-error nor of fields
        nullable(Line),
        // @ts-expect-error nor of arrays
        array(Order),
        // @ts-expect-error a class is not its serializer
        EmployeeSerializer,
      ],
    },
  },
};
