import type { JavaCluster } from '@hazelrx/java-member';
import {
  type AnyDataType,
  BigDecimal,
  bigint64,
  boolean,
  char,
  compact,
  date,
  decimal,
  float32,
  float64,
  GenericRecord,
  HazelcastJsonValue,
  int16,
  int32,
  int64,
  int8,
  json,
  LocalDate,
  LocalDateTime,
  LocalTime,
  Long,
  nullable,
  OffsetDateTime,
  string,
  time,
  timestamp,
  timestampWithTimezone,
  UUID,
} from 'hazelrx';
import { firstValueFrom as valueOf, lastValueFrom, toArray } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

interface Case {
  readonly sql: string;
  readonly type: AnyDataType;
  readonly parameter: unknown;
  readonly value: unknown;
}

const uuid = UUID.parse('01234567-89ab-4def-8123-456789abcdef');

/** Every type, how a value of it is given, and what comes of it. */
const cases: readonly Case[] = [
  { sql: 'VARCHAR', type: string, parameter: 'ä€𝄞', value: 'ä€𝄞' },
  { sql: 'BOOLEAN', type: boolean, parameter: true, value: true },
  { sql: 'TINYINT', type: int8, parameter: int8(-128), value: -128 },
  { sql: 'SMALLINT', type: int16, parameter: int16(32767), value: 32767 },
  { sql: 'INTEGER', type: int32, parameter: int32(-2147483648), value: -2147483648 },
  { sql: 'BIGINT', type: int64, parameter: Long.MAX_VALUE, value: Long.MAX_VALUE },
  { sql: 'BIGINT', type: bigint64, parameter: int64(2n ** 62n), value: 2n ** 62n },
  {
    sql: 'DECIMAL',
    type: decimal,
    parameter: new BigDecimal(-12345678901234567890123n, 3),
    value: new BigDecimal(-12345678901234567890123n, 3),
  },
  { sql: 'REAL', type: float32, parameter: float32(1.5), value: 1.5 },
  { sql: 'DOUBLE', type: float64, parameter: 0.1, value: 0.1 },
  { sql: 'DATE', type: date, parameter: new LocalDate(2024, 2, 29), value: new LocalDate(2024, 2, 29) },
  { sql: 'TIME', type: time, parameter: new LocalTime(1, 2, 3, 4), value: new LocalTime(1, 2, 3, 4) },
  {
    sql: 'TIMESTAMP',
    type: timestamp,
    parameter: LocalDateTime.fromString('2024-02-29T01:02:03.000000004'),
    value: LocalDateTime.fromString('2024-02-29T01:02:03.000000004'),
  },
  {
    sql: 'TIMESTAMP_WITH_TIME_ZONE',
    type: timestampWithTimezone,
    parameter: OffsetDateTime.fromString('2024-02-29T01:02:03.5+02:30'),
    value: OffsetDateTime.fromString('2024-02-29T01:02:03.5+02:30'),
  },
  { sql: 'JSON', type: json(), parameter: { a: [1, null, 'x'] }, value: { a: [1, null, 'x'] } },
];

const Line = compact('sql-line', { sku: string, count: int32 });
const Order = compact('sql-order', { customer: string, price: decimal, line: Line, note: nullable(string) });

/** Parameters and columns of every type, declared or not. */
export function typesContract(cluster: SuiteCluster<JavaCluster>): void {
  const orders = uniqueName('orders').replace('-', '_');
  const order = { customer: 'ada', price: new BigDecimal(995n, 2), line: { sku: 's', count: 3 }, note: null };

  beforeAll(async () => {
    const { client } = cluster;
    await valueOf(client.getMap(orders, { key: int32, value: Order }).set(1, order));
    // `this` is the whole value, and hidden where the mapping has fields.
    await valueOf(
      client.sql.execute(
        `CREATE MAPPING ${orders} (__key INT, customer VARCHAR) TYPE IMap
         OPTIONS ('keyFormat'='int', 'valueFormat'='compact', 'valueCompactTypeName'='sql-order')`,
      ),
    );
  });

  describe.each(cases)('$sql as $type.name', ({ sql, type, parameter, value }) => {
    const text = sql.replaceAll('_', ' ');
    // Members fail to make JSON of null.
    const nothing = sql === 'JSON' ? `JSON_QUERY('{}', '$.x')` : `CAST(NULL AS ${text})`;
    const statement = `SELECT CAST(? AS ${text}) AS c, ${nothing} AS n`;

    it('comes as it is', async () => {
      const { client } = cluster;
      const types: string[] = [];
      const onColumns = (columns: readonly { readonly type: string }[]) => types.push(...columns.map(c => c.type));
      const row = await valueOf(client.sql.query(statement, [parameter], { onColumns }));
      expect(row).toEqual({ c: type === bigint64 ? Long.fromString(String(value)) : value, n: null });
      expect(types).toEqual([sql, sql]);
    });

    it('comes as it is declared', async () => {
      const row = await valueOf(cluster.client.sql.query(statement, [parameter], { columns: { c: type, n: type } }));
      expect(row).toEqual({ c: value, n: null });
    });
  });

  it('takes null for a parameter, and gives a column of nulls', async () => {
    const row = await valueOf(cluster.client.sql.query('SELECT CAST(? AS INTEGER) AS i, NULL AS n', [null]));
    expect(row).toEqual({ i: null, n: null });
  });

  it('tells values from nulls in a page of both', async () => {
    const statement = `SELECT v, CASE WHEN v = v / 3 * 3 THEN NULL ELSE v END AS i,
      CASE WHEN v = v / 3 * 3 THEN NULL ELSE CAST(v AS VARCHAR) END AS t FROM TABLE(generate_series(1, 20)) ORDER BY v`;
    const rows = await lastValueFrom(cluster.client.sql.query(statement).pipe(toArray()));
    expect(rows).toEqual(
      Array.from({ length: 20 }, (_, n) => {
        const v = n + 1;
        return v % 3 === 0 ? { v, i: null, t: null } : { v, i: v, t: String(v) };
      }),
    );
  });

  it('leaves JSON as it is where the client is told so', async () => {
    const client = cluster.newClient({ serialization: { jsonStringDeserializationPolicy: 'NO_DESERIALIZATION' } });
    const statement = `SELECT CAST('{"a":1}' AS JSON) AS c`;
    expect(await valueOf(client.sql.query(statement))).toEqual({ c: new HazelcastJsonValue('{"a":1}') });
    const declared = { columns: { c: json<{ a: number }>() } };
    expect(await valueOf(client.sql.query(statement, [], declared))).toEqual({ c: { a: 1 } });
  });

  it('tells JSON that is none', async () => {
    const error = await errorOf(cluster.client.sql.query(`SELECT CAST('{"a":' AS JSON) AS c`));
    expect([error.name, error.code, error.sql?.statement]).toEqual([
      'SerializationError',
      'HAZELCAST_SERIALIZATION',
      `SELECT CAST('{"a":' AS JSON) AS c`,
    ]);
  });

  it('reads objects by what they tell, and as what they are declared to be', async () => {
    const { otherClient } = cluster;
    const statement = `SELECT __key, this FROM ${orders}`;
    const undeclared = await valueOf(otherClient.sql.query(statement));
    expect(undeclared['this']).toBeInstanceOf(GenericRecord);
    const columns = { __key: int32, this: Order };
    const row = await valueOf(cluster.newClient().sql.query(statement, [], { columns }));
    expect(row).toEqual({ __key: 1, this: order });
    // The type follows from the declaration.
    const count: number | undefined = row.this?.line.count;
    expect(count).toBe(3);
    const [first] = await lastValueFrom(
      otherClient.sql.query(statement, [], { columns, rowFormat: 'array' }).pipe(toArray()),
    );
    expect(first).toEqual([1, order]);
  });

  it('takes objects of declared types, and others, for parameters', async () => {
    const client = cluster.newClient();
    const Mine = compact(uniqueName('mine'), { n: int32 });
    const row = await valueOf(
      client.sql.query('SELECT CAST(? AS OBJECT) AS o, CAST(? AS OBJECT) AS u, CAST(? AS VARCHAR) AS c', [
        Mine({ n: 5 }),
        uuid,
        char('x'),
      ]),
    );
    expect([row['u'], row['c']]).toEqual([uuid, 'x']);
    expect((row['o'] as { n: number }).n).toBe(5);
  });

  it.each([
    [{ c: int64 }, "the column 'c' is of the SQL type INTEGER, and was declared int64"],
    [{ c: Order }, "the column 'c' is of the SQL type INTEGER, and was declared sql-order"],
    [{ c: int32, d: int32 }, "the column 'd' is declared, and the result has only c"],
  ])('refuses a result that is not as declared (%#)', async (columns, reason) => {
    const error = await errorOf(cluster.client.sql.query('SELECT CAST(1 AS INTEGER) AS c', [], { columns }));
    expect([error.code, error.reason]).toEqual(['ILLEGAL_ARGUMENT', reason]);
  });

  it('refuses objects that are not as declared', async () => {
    const columns = { this: compact('sql-other', { x: int32 }) };
    const error = await errorOf(cluster.newClient().sql.query(`SELECT this FROM ${orders}`, [], { columns }));
    expect([error.name, error.sql?.statement]).toEqual(['SerializationError', `SELECT this FROM ${orders}`]);
  });
}
