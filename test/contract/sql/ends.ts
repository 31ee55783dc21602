import type { JavaCluster } from '@hazelrx/java-member';
import { firstValueFrom as valueOf, lastValueFrom, take, toArray } from 'rxjs';
import { afterEach, expect, it, vi } from 'vitest';
import type { SuiteCluster } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';
import { Asked, working } from '../../support/sql-asked.js';
import { series } from './tables.js';

const STREAM = 'SELECT v FROM TABLE(generate_stream(100))';
/** Never has a row. */
const SILENT = `${STREAM} WHERE v < 0`;
/** Has none for a long time. */
const SLOW = 'SELECT COUNT(*) FROM TABLE(generate_series(1, 2000000000))';

/** However it ends, the members have nothing of it any more. */
export function endsContract(cluster: SuiteCluster<JavaCluster>): void {
  afterEach(() => vi.restoreAllMocks());

  it('is forgotten when all rows have come', async () => {
    const asked = new Asked(cluster.client);
    await lastValueFrom(cluster.client.sql.query(series(30), [], { cursorBufferSize: 10 }));
    expect(asked.closed).toBe(0);
    await asked.untilForgotten();
  });

  it('is closed once when it is left early', async () => {
    const asked = new Asked(cluster.client);
    const rows$ = cluster.client.sql.query(series(100_000), [], { cursorBufferSize: 10 }).pipe(take(15), toArray());
    expect(await lastValueFrom(rows$)).toHaveLength(15);
    expect([asked.fetched, asked.closed]).toEqual([1, 1]);
    await asked.untilForgotten();
  });

  it('streams what never ends, until it is left', async () => {
    const asked = new Asked(cluster.client);
    using rows = record(cluster.client.sql.query<{ v: { toNumber(): number } }>(STREAM));
    const seen = await rows.count(20);
    expect(seen.slice(0, 20).map(({ v }) => v.toNumber())).toEqual(Array.from({ length: 20 }, (_, n) => n));
    rows.stop();
    expect(asked.closed).toBe(1);
    await asked.untilForgotten();
  });

  it('is closed when it is left while the member waits for a row that never comes', async () => {
    const asked = new Asked(cluster.client);
    using rows = record(cluster.client.sql.query(SILENT));
    await eventually(
      () => asked.fetched,
      fetched => fetched === 1,
    );
    rows.stop();
    expect(asked.closed).toBe(1);
    await asked.untilForgotten();
  });

  it('is closed when it is left while the member works on its first row', async () => {
    const { client } = cluster;
    const asked = new Asked(client);
    using rows = record(client.sql.query(SLOW));
    await eventually(
      () => working(client, SLOW),
      jobs => jobs === 1,
    );
    rows.stop();
    expect([asked.executed, asked.fetched, asked.closed]).toEqual([1, 0, 1]);
    await idle(SLOW);
  });

  it('is closed when it is left at once, whichever of the two the member takes first', async () => {
    const { client } = cluster;
    const asked = new Asked(client);
    for (let n = 0; n < 20; n++) client.sql.query(STREAM).subscribe().unsubscribe();
    expect([asked.executed, asked.closed]).toEqual([20, 20]);
    // By then the members have begun with all of them.
    for (let n = 0; n < 10; n++) await valueOf(client.sql.query('SELECT 1'));
    await idle(STREAM);
  });

  /** Resolves once nobody works on such a statement. */
  const idle = (statement: string) =>
    eventually(
      () => working(cluster.client, statement),
      jobs => jobs === 0,
    );
}
