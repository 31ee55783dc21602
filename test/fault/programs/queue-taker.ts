// Works through a queue with the official client's `take`, and writes down each step, until it is killed.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'hazelcast-client';
import { WorkLog } from '../queue/work-log.js';

/** Milliseconds for an item, at most. */
const WORK = 400;
/** Milliseconds after a call that failed. */
const PAUSE = 200;

const [clusterName = '', addresses = '', queueName = '', path = ''] = process.argv.slice(2);
process.stdin.on('end', () => process.exit(2)).resume();
const log = new WorkLog(path);
console.log('begins');
const client = await Client.newHazelcastClient({
  clusterName,
  network: { clusterMembers: addresses.split(',') },
  properties: { 'hazelcast.logging.level': 'OFF' },
});
const queue = await client.getQueue<number>(queueName);
await Promise.all(Array.from({ length: 4 }, work));

async function work(): Promise<never> {
  for (;;) {
    const item = await queue.take().catch(() => undefined);
    if (item === undefined) {
      await sleep(PAUSE);
      continue;
    }
    const run = log.start(item);
    await sleep(Math.random() * WORK);
    log.add('done', item, run);
  }
}
