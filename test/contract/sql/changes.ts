import type { JavaCluster } from '@hazelrx/java-member';
import { int32, Long } from 'hazelrx';
import { firstValueFrom as valueOf, lastValueFrom, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import type { SuiteCluster } from '../../support/clusters.js';
import { numbered } from './tables.js';

/** Statements that give no rows. */
export function changesContract(cluster: SuiteCluster<JavaCluster>): void {
  it('inserts, updates and deletes', async () => {
    const { sql } = cluster.client;
    const table = await numbered(cluster.client, 0);
    const all = () => lastValueFrom(sql.query(`SELECT * FROM ${table} ORDER BY __key`).pipe(toArray()));
    // Members of today count nothing.
    expect(
      await valueOf(sql.execute(`INSERT INTO ${table} VALUES (?, ?), (?, ?)`, [int32(1), 'a', int32(2), 'b'])),
    ).toEqual(Long.ZERO);
    expect(await all()).toEqual([
      { __key: 1, this: 'a' },
      { __key: 2, this: 'b' },
    ]);
    await valueOf(sql.execute(`UPDATE ${table} SET this = ? WHERE __key = ?`, ['c', int32(2)]));
    await valueOf(sql.execute(`DELETE FROM ${table} WHERE __key = 1`));
    expect(await all()).toEqual([{ __key: 2, this: 'c' }]);
    expect(await valueOf(cluster.client.getMap<number, string>(table).get(int32(2) as never))).toBe('c');
  });

  it('is refused for a statement that gives rows, which is not begun', async () => {
    const error = await errorOf(cluster.client.sql.execute('SELECT 1'));
    expect([error.code, error.sql?.code, error.reason]).toEqual([
      'QUERY',
      'GENERIC',
      "The statement doesn't produce update count",
    ]);
  });

  it('refuses rows of a statement that gives none, and does not run it', async () => {
    const { sql } = cluster.client;
    const table = await numbered(cluster.client, 0);
    const error = await errorOf(sql.query(`INSERT INTO ${table} VALUES (1, 'a')`));
    expect([error.code, error.reason]).toEqual(['QUERY', "The statement doesn't produce rows"]);
    expect(await valueOf(cluster.client.getMap(table).size())).toBe(0);
  });

  it('looks for tables in the schema that is named', async () => {
    const { sql } = cluster.client;
    const statement = 'SELECT table_name FROM tables';
    const rows = await lastValueFrom(sql.query(statement, [], { schema: 'information_schema' }).pipe(toArray()));
    expect(rows.length).toBeGreaterThanOrEqual(0);
    expect((await errorOf(sql.query(statement))).sql?.code).toBe('OBJECT_NOT_FOUND');
  });
}
