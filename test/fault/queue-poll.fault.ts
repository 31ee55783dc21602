import { ConnectionError, type HazelcastQueue } from 'hazelrx';
import { transactionalQueuePoll } from '@hazelrx/protocol/operations';
import { type Companion, type Connection, consumeQueue, type Core, partsOf } from 'hazelrx/internal';
import { defer, firstValueFrom, NEVER, Subject } from 'rxjs';
import { expect, it } from 'vitest';
import { connectedTo } from '../support/awaiting.js';
import { describeOn, realMembers, type SuiteCluster, uniqueName } from '../support/clusters.js';
import { eventually } from '../support/recording.js';
import { seededRandom } from '../support/seeded-random.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
const SEED = Number(process.env['HAZELRX_SEED'] ?? 20_260_101);
/** Without what makes members roll back late, about one of five loses an item. */
const LOSSES = 60 * SCALE;
const ITEMS = 100;
/** Milliseconds in which a poll is answered. */
const POLLING = 1.5;
const TIMEOUT = 180_000 * Math.max(1, SCALE);

for (const version of ['5.7.0', '5.3.8'] as const)
  describeOn(
    realMembers(version, { members: 3 }),
    `On ${version} a consumer whose connection ends while it polls`,
    cluster => {
      it('loses nothing', { timeout: TIMEOUT }, async () => {
        const { client, running } = cluster;
        const random = seededRandom(SEED);
        const queue = client.getQueue<number>(uniqueName('polled'));
        await firstValueFrom(queue.addAll(Array.from({ length: ITEMS }, (_, n) => n)));
        await connectedTo(client, running.addresses);
        for (let lost = 0; lost < LOSSES; lost++) await loseOne(cluster, queue, random() * POLLING);
        const left = await eventually(
          () => firstValueFrom(queue.toArray()),
          ({ length }) => length === ITEMS,
        );
        expect(left.sort((a, b) => a - b)).toEqual(Array.from({ length: ITEMS }, (_, n) => n));
      });
    },
  );

/** A consumer's connection ends, without a word, so many milliseconds after it has sent its second poll. */
async function loseOne({ client }: SuiteCluster, queue: HazelcastQueue<number>, after: number): Promise<void> {
  const core = partsOf(client) as unknown as Core;
  let companion: Companion | undefined;
  const began = new Subject<undefined>();
  const parts: Core = { ...core, companion: home => (companion = core.companion(home)) };
  const handler = () => defer(() => (began.next(undefined), NEVER));
  const first = firstValueFrom(began);
  const consuming = consumeQueue(parts, queue.name, handler, { concurrency: 2 }).subscribe();
  await first;
  const connection = companion!.core.router.connections.any()!;
  await pollSentOn(connection);
  const until = performance.now() + after;
  while (performance.now() < until) await new Promise(resolve => setImmediate(resolve));
  connection.close(new ConnectionError('TARGET_DISCONNECTED', 'cut by the test'));
  consuming.unsubscribe();
}

function pollSentOn(connection: Connection): Promise<void> {
  const send = connection.send.bind(connection);
  return new Promise(resolve => {
    connection.send = (call, ...frame) => {
      send(call, ...frame);
      if (call.operation === transactionalQueuePoll) setImmediate(resolve);
    };
  });
}
