import type { JavaCluster } from '@hazelrx/java-member';
import { int32 } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf, type Observable } from 'rxjs';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import type { SuiteCluster } from '../../support/clusters.js';
import { settled } from '../../support/owners.js';
import { Asked } from '../../support/sql-asked.js';
import { numbered } from './tables.js';

/** Statements about one key go to the member that has it: members tell which parameter that is, with the first answer. */
export function ownersContract(cluster: SuiteCluster<JavaCluster>): void {
  let table: string;

  beforeAll(async () => {
    table = await numbered(cluster.client, 50);
    await settled(cluster.client, cluster.running.addresses);
  });
  afterEach(() => vi.restoreAllMocks());

  /** By the key, as the client knows. */
  const owner = (key: number): string => {
    const { router } = partsOf(cluster.client);
    return router.connections.partitions.owner(router.ofKey(int32(key)))!.toString();
  };
  const keys = Array.from({ length: 20 }, (_, i) => 1000 + i);

  it.each<[string, (key: number) => Observable<unknown>]>([
    ['look-ups', (key: number) => cluster.client.sql.query(`SELECT this FROM ${table} WHERE __key = ?`, [int32(key)])],
    ['inserts', (key: number) => cluster.client.sql.execute(`INSERT INTO ${table} VALUES (?, 'x')`, [int32(key)])],
    [
      'updates',
      (key: number) => cluster.client.sql.execute(`UPDATE ${table} SET this = ? WHERE __key = ?`, ['y', int32(key)]),
    ],
    ['deletes', (key: number) => cluster.client.sql.execute(`DELETE FROM ${table} WHERE __key = ?`, [int32(key)])],
  ])('%s go to the owner', async (_, statement) => {
    await valueOf(statement(999), { defaultValue: undefined });
    const asked = new Asked(cluster.client);
    for (const key of keys) await valueOf(statement(key), { defaultValue: undefined });
    expect(asked.members).toEqual(keys.map(owner));
    expect(new Set(asked.members).size).toBe(2);
  });

  it('others go to any', async () => {
    const asked = new Asked(cluster.client);
    const statement = `SELECT this FROM ${table} WHERE __key > ?`;
    for (let n = 0; n < 30; n++) await valueOf(cluster.client.sql.query(statement, [int32(1)]));
    expect(new Set(asked.members).size).toBe(2);
  });

  it('a key that is null is for the member to refuse', async () => {
    const statement = `SELECT this FROM ${table} WHERE __key = ?`;
    await valueOf(cluster.client.sql.query(statement, [int32(1)]));
    expect((await errorOf(cluster.client.sql.query(statement, [null]))).reason).toBe('Null key is not allowed!');
  });
}
