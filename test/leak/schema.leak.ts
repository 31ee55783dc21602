// Calls and streams that wait for a schema, and are left.
import type { EmbeddedCluster } from '@hazelrx/embedded-member';
import { compact, type GenericRecord, type HazelcastClient, int32 } from 'hazelrx';
import { clientFetchSchema, clientSendSchema } from 'hazelrx/operations';
import { concatMap, defer, filter, firstValueFrom as valueOf, merge, type Observable, takeUntil, timer } from 'rxjs';
import { it, onTestFinished } from 'vitest';
import { describeOn, embeddedMembers, type SuiteCluster, uniqueName } from '../support/clusters.js';
import { expectNoLeak, repeat } from '../support/leaks.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
const MANY = Math.max(200, Math.round(3000 * SCALE));
const SOME = Math.max(50, Math.round(300 * SCALE));
/** Milliseconds in which a request reaches its member, and waits there. */
const WAIT = 5;

describeOn(embeddedMembers('memory'), 'Schemas that never come', (cluster: SuiteCluster<EmbeddedCluster>) => {
  const Count = compact(uniqueName('leak-count'), { count: int32 });

  /** A client whose requests of this kind are never answered. */
  async function waiting(operation: typeof clientFetchSchema | typeof clientSendSchema): Promise<HazelcastClient> {
    const client = cluster.newClient();
    await valueOf(client.getMap('leak').size());
    onTestFinished(cluster.running.faults.drop({ operation }));
    return client;
  }

  it('to the members leave nothing of the calls and listeners that wait for them', async () => {
    const client = await waiting(clientSendSchema);
    const map = client.getMap('leak', { key: Count, value: Count });
    const key = { count: 1 };
    const calls: readonly (() => Observable<unknown>)[] = [
      () => map.set(key, { count: 1 }),
      () => map.getAll([key]),
      () => map.lock(key),
      () => map.events({ key }),
      () => client.transaction(tx => tx.getMap('leak', { key: Count, value: Count }).get(key)),
    ];
    const left = (n: number): Observable<unknown> => calls[n % calls.length]!().pipe(takeUntil(timer(WAIT)));
    await expectNoLeak(client, count => repeat(count, left), { count: MANY, bytes: 60 });
  });

  it('to the client leave nothing of the calls and streams that wait for them', async () => {
    const written = cluster.otherClient.getMap(uniqueName('leak'), { key: int32, value: Count });
    await valueOf(written.set(1, { count: 1 }));
    const client = await waiting(clientFetchSchema);
    const map = client.getMap<number, GenericRecord>(written.name);
    const call = (): Observable<unknown> => map.values().pipe(takeUntil(timer(WAIT)));
    await expectNoLeak(client, count => repeat(count, call), { count: MANY });
    const stream = (): Observable<unknown> =>
      defer(() => {
        const listening$ = map
          .events({ includeValue: true, signals: true })
          .pipe(filter(({ type }) => type === 'listening'));
        const event$ = listening$.pipe(concatMap(() => merge(written.set(1, { count: 2 }), map.size())));
        return event$.pipe(takeUntil(timer(4 * WAIT)));
      });
    await expectNoLeak(client, count => repeat(count, stream, 8), { count: SOME, bytes: 500 });
  });
});
