// Maps that statements can be about.
import type { HazelcastClient } from 'hazelrx';
import { firstValueFrom as valueOf } from 'rxjs';
import { uniqueName } from '../../support/clusters.js';

let tables = 0;

/** A map of names by number, with so many entries, and its mapping. */
export async function numbered(client: HazelcastClient, count: number): Promise<string> {
  const name = `${uniqueName('numbers').replace('-', '_')}_${++tables}`;
  await valueOf(
    client.sql.execute(`CREATE MAPPING ${name} TYPE IMap OPTIONS ('keyFormat'='int', 'valueFormat'='varchar')`),
  );
  if (count > 0)
    await valueOf(
      client.sql.execute(`SINK INTO ${name} SELECT v, 'name-' || v FROM TABLE(generate_series(1, ${count}))`),
    );
  return name;
}

/** Rows of so many numbers, in order. */
export const series = (count: number): string => `SELECT v FROM TABLE(generate_series(1, ${count})) ORDER BY v`;
