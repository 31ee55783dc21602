import type { JavaCluster } from '@hazelrx/java-member';
import { int32, TimeoutError } from 'hazelrx';
import { firstValueFrom as valueOf } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

/** What members say of statements that do not work. */
export function errorsContract(cluster: SuiteCluster<JavaCluster>): void {
  it.each([
    ['SELEC 1', [], 'PARSING'],
    ['SELECT * FROM nowhere', [], 'OBJECT_NOT_FOUND'],
    ['SELECT CAST(? AS INTEGER)', [], 'DATA_EXCEPTION'],
    ['SELECT 1 / CAST(? AS INTEGER)', [int32(0)], 'DATA_EXCEPTION'],
  ])('%s with %j: tells %s by its code', async (statement, parameters, code) => {
    const { client } = cluster;
    const error = await errorOf(client.sql.query(statement, parameters));
    const members = (await valueOf(client.members$)).map(({ uuid }) => uuid.toString());
    expect([error.name, error.code, error.sql?.code]).toEqual(['HazelcastError', 'QUERY', code]);
    expect(error.operation).toBe('Sql.execute');
    expect(error.message).toContain(`Sql.execute '${statement}': ${error.reason}`);
    expect(members).toContain(error.sql?.member?.toString());
  });

  it('passes on what members suggest', async () => {
    const { client } = cluster;
    const name = uniqueName('unmapped').replace('-', '_');
    await valueOf(client.getMap(name).set(int32(1), 'a'));
    const error = await errorOf(client.sql.query(`SELECT * FROM ${name}`));
    expect(error.sql).toMatchObject({
      code: 'OBJECT_NOT_FOUND',
      suggestion: expect.stringMatching(/^CREATE/) as string,
    });
    await valueOf(client.sql.execute(error.sql!.suggestion!));
    expect(await valueOf(client.sql.query(`SELECT * FROM ${name}`))).toEqual({ __key: 1, this: 'a' });
  });

  it('fails in the middle of the rows', async () => {
    const { client } = cluster;
    const statement = `SELECT 10 / (100 - v) AS x FROM TABLE(generate_series(1, 200))`;
    let rows = 0;
    const error = await new Promise<unknown>(resolve =>
      client.sql.query(statement, [], { cursorBufferSize: 10 }).subscribe({ next: () => rows++, error: resolve }),
    );
    expect(error).toMatchObject({ sql: { code: 'DATA_EXCEPTION', statement } });
    expect(rows).toBeLessThan(200);
  });

  it('ends a statement that takes too long', async () => {
    const slow = 'SELECT COUNT(*) FROM TABLE(generate_series(1, 2000000000))';
    const error = await errorOf(cluster.client.sql.query(slow, [], { timeout: 300 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect([error.code, error.sql?.code]).toEqual(['TIMEOUT', 'TIMEOUT']);
  });
}
