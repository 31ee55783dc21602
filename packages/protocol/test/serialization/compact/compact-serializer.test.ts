import Long from 'long';
import { describe, expect, it } from 'vitest';
import {
  compact,
  type CompactReader,
  type CompactSerializer,
  type CompactType,
  type CompactWriter,
  DataError,
  FieldKind,
  GenericRecord,
  int32,
  int8,
  nullable,
  Serialization,
  string,
} from '../../../src/serialization/index.js';
import { thrownBy } from '../bytes.js';

class Employee {
  constructor(
    readonly name: string | null,
    readonly age: number,
    readonly boss: Employee | null = null,
    readonly team: (Employee | null)[] | null = null,
  ) {}
}

class EmployeeSerializer implements CompactSerializer<Employee> {
  getClass(): typeof Employee {
    return Employee;
  }

  getTypeName(): string {
    return 'employee';
  }

  write(writer: CompactWriter, employee: Employee): void {
    writer.writeString('name', employee.name);
    writer.writeInt32('age', employee.age);
    writer.writeCompact('boss', employee.boss);
    writer.writeArrayOfCompact('team', employee.team);
  }

  read(reader: CompactReader): Employee {
    return new Employee(
      reader.readString('name'),
      reader.readInt32('age'),
      reader.readCompact('boss'),
      reader.readArrayOfCompact('team'),
    );
  }
}

const serializers = [new EmployeeSerializer()];
const boss = new Employee('Ada', 36);
const employee = new Employee('Bob', 20, boss, [boss, null, new Employee(null, 1)]);

describe('a serializer of a class', () => {
  const serialization = new Serialization({ compact: { serializers } });

  it('writes and reads its instances, and those inside', () => {
    const data = serialization.toData(employee);
    expect(data.typeId).toBe(-55);
    expect(serialization.toObject(data)).toEqual(employee);
    expect((serialization.toObject(data) as Employee).boss).toBeInstanceOf(Employee);
    expect(serialization.toObject(serialization.toData([employee, boss]))).toEqual([employee, boss]);
  });

  it('does not write an object that contains itself for ever', () => {
    const selfish = new Employee('x', 1, null, []);
    selfish.team!.push(selfish);
    const error = thrownBy(() => serialization.toData(selfish)) as DataError;
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain('contains itself');
  });

  it('refuses what does not fit, with its path', () => {
    const refused = (value: unknown): unknown => thrownBy(() => serialization.toData(value));
    expect(refused(new Employee('x', 1.5))).toMatchObject({ name: 'DataError', path: '$.age', typeId: -55 });
    expect(refused(new Employee('x', null as never))).toMatchObject({ path: '$.age' });
    expect(refused(new Employee('x', 1, new Employee('y', 1.5)))).toMatchObject({ path: '$.boss.age' });
    expect(refused(new Employee('x', 1, null, [new Employee('y', 1.5)]))).toMatchObject({ path: '$.team[0].age' });
    expect(refused(new Employee('x', 1, {} as never))).toMatchObject({ path: '$.boss' });
    class Boss extends Employee {}
    expect(refused(new Employee('x', 1, new Boss('y', 2)))).toMatchObject({ path: '$.boss' });
  });

  it('refuses records of two types in one array', () => {
    const Other = compact('other', { a: int32 });
    const error = thrownBy(() => serialization.toData(new Employee('x', 1, null, [boss, Other({ a: 1 }) as never])));
    expect(error).toMatchObject({ name: 'DataError', path: '$.team[1]' });
  });

  it('takes marked values and generic records inside', () => {
    const Other = compact('other', { a: int32 });
    const stranger = new Serialization();
    stranger.schemas.add(Other.schema);
    const record = stranger.toObject(new Serialization().toData(Other({ a: 2 })));
    const data = serialization.toData(new Employee('x', 1, Other({ a: 1 }) as never, [record as never]));
    const read = serialization.toObject(data) as { boss: unknown; team: unknown[] };
    // Since it was marked it is a known type.
    expect(read).toMatchObject({ boss: { a: 1 }, team: [{ a: 2 }] });
  });

  it('must write the same fields every time', () => {
    let first = true;
    const moody: CompactSerializer<Employee> = {
      getClass: () => Employee,
      getTypeName: () => 'moody',
      write(writer) {
        if (first) writer.writeString('a', 'x');
        else writer.writeInt32('a', 1);
      },
      read: () => boss,
    };
    const changing = new Serialization({ compact: { serializers: [moody] } });
    changing.toData(boss);
    first = false;
    expect(thrownBy(() => changing.toData(boss))).toMatchObject({ name: 'DataError', path: '$.a' });
  });

  it('may leave out fields later on: null, 0 and false', () => {
    let all = true;
    const lazy: CompactSerializer<Employee> = {
      getClass: () => Employee,
      getTypeName: () => 'lazy',
      write(writer) {
        if (!all) return;
        writer.writeString('text', 'x');
        writer.writeBoolean('flag', true);
        writer.writeInt64('number', 5);
      },
      read: reader => [reader.readString('text'), reader.readBoolean('flag'), reader.readInt64('number')] as never,
    };
    const leaving = new Serialization({ compact: { serializers: [lazy] } });
    expect(leaving.toObject(leaving.toData(boss))).toEqual(['x', true, Long.fromNumber(5)]);
    all = false;
    expect(leaving.toObject(leaving.toData(boss))).toEqual([null, false, Long.ZERO]);
  });

  it('whose own code fails, fails with its type', () => {
    const broken: CompactSerializer<Employee> = {
      getClass: () => Employee,
      getTypeName: () => 'broken',
      write: writer => writer.writeInt32('age', 1),
      read() {
        throw new RangeError('on purpose');
      },
    };
    const failing = new Serialization({ compact: { serializers: [broken] } });
    const data = failing.toData(boss);
    const error = thrownBy(() => failing.toObject(data)) as DataError;
    expect(error).toMatchObject({ name: 'DataError', typeId: -55, data });
    expect(error.message).toContain('on purpose');
  });
});

describe('reading by hand', () => {
  /** What `read` makes of a value that another client wrote with `Written`. */
  function readBy<V, T extends object>(Written: CompactType<V>, value: V, read: (reader: CompactReader) => T): T {
    const serializer: CompactSerializer<T> = {
      getClass: () => Employee as never,
      getTypeName: () => Written.name,
      write: () => undefined,
      read,
    };
    const serialization = new Serialization({ compact: { serializers: [serializer] } });
    serialization.schemas.add(Written.schema);
    return serialization.toObject(new Serialization().toData(Written(value))) as T;
  }

  const Written = compact('written', {
    a: int8,
    b: nullable(int8),
    text: nullable(string),
    inner: nullable(compact('in', {})),
  });
  const value = { a: 1, b: 2, text: 'x', inner: {} };

  it('may ask for kinds first, and for a value twice', () => {
    const read = readBy(Written, value, reader => [
      reader.getFieldKind('a'),
      reader.getFieldKind('none'),
      reader.readString('text'),
      reader.readString('text'),
      reader.readString('text'),
    ]);
    expect(read).toEqual([FieldKind.INT8, FieldKind.NOT_AVAILABLE, 'x', 'x', 'x']);
  });

  it('takes primitives with and without null for each other', () => {
    expect(readBy(Written, value, reader => [reader.readNullableInt8('a'), reader.readInt8('b')])).toEqual([1, 2]);
    const missing = { ...value, b: null };
    expect(thrownBy(() => readBy(Written, missing, reader => [reader.readInt8('b')]))).toMatchObject({ path: '$.b' });
  });

  it('names the field that is missing or of another kind', () => {
    const failure = (read: (reader: CompactReader) => unknown): DataError =>
      thrownBy(() => readBy(Written, value, reader => [read(reader)])) as DataError;
    expect(failure(reader => reader.readInt8('none'))).toMatchObject({
      name: 'DataError',
      path: '$.none',
      typeId: -55,
    });
    expect(failure(reader => reader.readInt32('a')).message).toContain('$.a: expected INT32, found INT8');
    expect(failure(reader => reader.readArrayOfInt8('a')).message).toContain('expected ARRAY_OF_INT8, found INT8');
  });

  it('gives a generic record for a type that is not registered', () => {
    const In = compact('in', {});
    const serializer: CompactSerializer<Employee> = {
      getClass: () => Employee,
      getTypeName: () => 'written',
      write: () => undefined,
      read: reader => reader.readCompact('inner')!,
    };
    const serialization = new Serialization({ compact: { serializers: [serializer] } });
    for (const { schema } of [Written, In]) serialization.schemas.add(schema);
    expect(serialization.toObject(new Serialization().toData(Written(value)))).toBeInstanceOf(GenericRecord);
  });
});

describe('two serializers', () => {
  const other = (name: string, type: new (...args: never[]) => object): CompactSerializer => ({
    getClass: () => type,
    getTypeName: () => name,
    write: () => undefined,
    read: () => boss,
  });

  it('for one type name or one class are refused at the start', () => {
    class Another extends Employee {}
    const start = (...all: CompactSerializer[]) => new Serialization({ compact: { serializers: all } });
    expect(() => start(serializers[0]!, other('employee', Another))).toThrow(DataError);
    expect(() => start(serializers[0]!, other('another', Employee))).toThrow(DataError);
    expect(() => start(serializers[0]!, other('another', Another))).not.toThrow();
    expect(
      () => new Serialization({ compact: { serializers: [serializers[0]!, compact('employee', { age: int32 })] } }),
    ).toThrow(DataError);
  });
});
