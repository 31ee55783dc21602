// Rows of a statement as a stream: typed columns, pages at the consumer's pace, changes, and a stream that never ends. Needs a real
// member, with SQL: Java, and Maven for what is not there yet.
import { startCluster } from '@hazelrx/java-member';
import { createClient, HazelcastError, int32, int64, string } from 'hazelrx';
import { delay, firstValueFrom, lastValueFrom, of, reduce, take, toArray } from 'rxjs';

await using cluster = await startCluster({ sql: true });
const config = { clusterName: cluster.clusterName, network: { clusterMembers: [...cluster.addresses] } };
await using hz = createClient(config);

await firstValueFrom(
  hz.sql.execute(`CREATE MAPPING trades (__key INT, symbol VARCHAR, amount BIGINT) TYPE IMap
                  OPTIONS ('keyFormat'='int', 'valueFormat'='json-flat')`),
);
await firstValueFrom(
  hz.sql.execute(`SINK INTO trades SELECT v, CASE WHEN v > 800 THEN 'RXJS' ELSE 'HAZL' END, v * 10
                  FROM TABLE(generate_series(1, 1000))`),
);

// A parameter is what a value of a map would be: int64(9_980) is a Java Long.
const columns = { id: int32, symbol: string, amount: int64 };
const large$ = hz.sql.query(
  'SELECT __key AS id, symbol, amount FROM trades WHERE amount > ? ORDER BY __key',
  [int64(9_980)],
  { columns },
);
for (const { id, symbol, amount } of await lastValueFrom(large$.pipe(toArray())))
  console.log(`${symbol} ${id}: ${String(amount)}`);

// Four handlers at a time; the next hundred rows are asked for when those of the last hundred are done.
const handled$ = hz.sql.consume(
  'SELECT __key AS id, symbol, amount FROM trades',
  [],
  ({ amount }) => of(Number(amount)).pipe(delay(1)),
  { columns, concurrency: 4, cursorBufferSize: 100 },
);
const sum = await lastValueFrom(handled$.pipe(reduce((total, amount) => total + amount, 0)));
console.log(`handled all: ${sum}`);

// It goes on until it is left, which ends it on the members, too.
const ticks$ = hz.sql.query('SELECT v FROM TABLE(generate_stream(50))', [], { columns: { v: int64 } });
const ticks = await lastValueFrom(ticks$.pipe(take(3), toArray()));
console.log(`ticks ${ticks.map(({ v }) => String(v)).join(', ')}`);

hz.sql.query('SELECT * FROM orders').subscribe({
  error: (error: unknown) => {
    if (error instanceof HazelcastError) console.log(`${error.sql?.code}: ${error.reason}`);
  },
});
await firstValueFrom(hz.sql.query('SELECT 1'));
console.log('done');
