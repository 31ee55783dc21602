import type { JavaCluster } from '@hazelrx/java-member';
import type { Client } from 'hazelcast-client';
import type { Long } from 'hazelrx';
import { lastValueFrom, toArray } from 'rxjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SuiteCluster } from '../../support/clusters.js';
import { connect } from '../../interop/foreign/node/clients.js';
import { numbered } from './tables.js';

const EVERY_TYPE = `SELECT 'ä€𝄞' AS t, true AS b, CAST(1 AS TINYINT) AS i1, CAST(300 AS SMALLINT) AS i2, 70000 AS i4,
  CAST(9007199254740993 AS BIGINT) AS i8, CAST('-1.50' AS DECIMAL) AS d, CAST(1.5 AS REAL) AS r, CAST(0.1 AS DOUBLE) AS f,
  CAST('2024-02-29' AS DATE) AS dt, CAST('01:02:03' AS TIME) AS tm, CAST('2024-02-29T01:02:03.5' AS TIMESTAMP) AS ts,
  CAST('2024-02-29T01:02:03.5+02:30' AS TIMESTAMP WITH TIME ZONE) AS tz, NULL AS n,
  CAST('{"a":[1,2]}' AS JSON) AS j`;

/** The same statements give the same rows as they do through the official Node.js client. */
export function officialContract(cluster: SuiteCluster<JavaCluster>): void {
  let theirs: Client;
  let table: string;

  beforeAll(async () => {
    const { clusterName, addresses } = cluster.running;
    theirs = await connect({ clusterName, addresses });
    table = await numbered(cluster.client, 500);
  });
  afterAll(() => theirs.shutdown());

  it.each([
    [EVERY_TYPE, {}],
    ['SELECT * FROM $t ORDER BY __key', {}],
    ['SELECT this, __key + 0.5 AS k FROM $t WHERE __key BETWEEN 3 AND 40 ORDER BY this DESC', { cursorBufferSize: 7 }],
    ['SELECT COUNT(*) AS n, SUM(__key) AS s, AVG(__key) AS a, MIN(this) AS m FROM $t', {}],
    ['SELECT __key / 70 AS g, COUNT(*) AS n FROM $t GROUP BY __key / 70 ORDER BY 1', { cursorBufferSize: 2 }],
    ['SELECT l.__key, r.this FROM $t l JOIN $t r ON l.__key = r.__key * 100 ORDER BY 1', {}],
    ['SELECT this FROM $t WHERE this LIKE ? ORDER BY this', {}, ['%-1_']],
    ['SELECT v FROM TABLE(generate_series(1, 10000)) ORDER BY v', {}],
  ])('%s', async (text, options, parameters: readonly string[] = []) => {
    const statement = text.replaceAll('$t', table);
    const ours = await lastValueFrom(cluster.client.sql.query(statement, parameters, options).pipe(toArray()));
    const result = await theirs.getSql().execute(statement, [...parameters], options);
    const expected: unknown[] = [];
    for await (const row of result) expected.push(row);
    expect(expected.length).toBeGreaterThan(0);
    expect(ours.map(told)).toEqual(expected.map(told));
  });
}

/** As text where each client has a class of its own for it. */
function told(row: unknown): unknown {
  return Object.entries(row as object).map(([name, value]) => [name, toldValue(value)]);
}

function toldValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.getPrototypeOf(value) === Object.prototype ? JSON.stringify(value) : (value as Long).toString();
}
