import type { JavaCluster } from '@hazelrx/java-member';
import type { HazelcastClient, UUID } from 'hazelrx';
import { sqlClose, sqlExecute, sqlFetch } from 'hazelrx/operations';
import { firstValueFrom as valueOf } from 'rxjs';
import { expect, it } from 'vitest';
import type { SuiteCluster } from '../../support/clusters.js';

let queries = 0;

/** Names a query of the member it goes to. */
function queryOf({ w0, w1, w2, w3 }: UUID) {
  const long = (high: number, low: number) => (BigInt(high) << 32n) | BigInt(low >>> 0);
  return { memberIdHigh: long(w0, w1), memberIdLow: long(w2, w3), localIdHigh: 1, localIdLow: ++queries };
}

async function memberOf(client: HazelcastClient): Promise<UUID> {
  await valueOf(client.connect());
  return (await valueOf(client.members$))[0]!.uuid;
}

function statement(sql: string, member: UUID) {
  return {
    sql,
    parameters: [],
    timeoutMillis: -1,
    cursorBufferSize: 2,
    schema: null,
    expectedResultType: 0,
    queryId: queryOf(member),
    skipUpdateStatistics: false,
  };
}

/** SQL through the open door: pages, the end of a cursor, and the error that is part of an answer. */
export function sqlContract(cluster: SuiteCluster<JavaCluster>): void {
  it('reads page after page', async () => {
    const { client } = cluster;
    const member = await memberOf(client);
    const query = statement('SELECT v, CAST(v AS VARCHAR) AS t FROM TABLE(generate_series(1, 3))', member);
    const { error, rowMetadata, rowPage } = await valueOf(client.invoke(sqlExecute, query, { member }));
    expect(error).toBeNull();
    expect(rowMetadata?.map(({ name }) => name)).toEqual(['v', 't']);
    const { queryId } = query;
    const pages = [rowPage!];
    while (!pages.at(-1)!.last) {
      const next = await valueOf(client.invoke(sqlFetch, { queryId, cursorBufferSize: 2 }, { member }));
      pages.push(next.rowPage!);
    }
    expect(pages.map(({ columns }) => columns[0]!.length)).toEqual([2, 1]);
    expect(pages.flatMap(({ columns }) => columns[0]!)).toEqual(expect.arrayContaining([1, 2, 3]));
    expect(pages.flatMap(({ columns }) => columns[1]!)).toEqual(expect.arrayContaining(['1', '2', '3']));
    expect(await valueOf(client.invoke(sqlClose, { queryId }, { member }))).toEqual({});
  });

  it('tells an error in the answer', async () => {
    const { client } = cluster;
    const member = await memberOf(client);
    const { error, rowPage } = await valueOf(
      client.invoke(sqlExecute, statement('SELECT nonsense', member), { member }),
    );
    expect(rowPage).toBeNull();
    expect(error?.message).toMatch(/nonsense/i);
  });
}
