// Counts in a shared file under a lock, again and again, until it is killed or the file says that it was the last time.
import { randomUUID } from 'node:crypto';
import { type ConcurrencyBackend, createClient, HazelcastError } from 'hazelrx';
import type Long from 'long';
import { defer, firstValueFrom, lastValueFrom } from 'rxjs';
import { setTimeout as sleep } from 'node:timers/promises';
import { FileConnection } from '../lock/file-connection.js';
import { DONE } from '../lock/shared-file.js';

/** Milliseconds between reading and writing, at most. */
const WORK = 10;

const [clusterName = '', addresses = '', lockName = '', backend = '', port = '', index = ''] = process.argv.slice(2);
process.stdin.on('end', () => process.exit(2)).resume();
using file = await FileConnection.open(Number(port));
await using client = createClient({ clusterName, network: { clusterMembers: addresses.split(',') } });
await firstValueFrom(client.connect());
const lock = client.getLock(lockName, { backend: backend as ConcurrencyBackend });
const me = { process: Number(index) };

for (let isOver = false; !isOver;) {
  const section = randomUUID();
  const outcome = await lastValueFrom(lock.withLock(fence => defer(() => work(section, fence)))).then(
    () => DONE,
    (error: unknown) => (error instanceof HazelcastError ? error.code : String(error)),
  );
  isOver = (await file.ask({ ...me, step: 'left', section, outcome })).isOver ?? false;
}
process.stdin.destroy();

async function work(section: string, fence: Long): Promise<void> {
  const mine = { ...me, section, fence: String(fence) };
  const { counter } = await file.ask({ ...mine, step: 'read' });
  if (counter === undefined) return;
  await sleep(Math.random() * WORK);
  await file.ask({ ...mine, step: 'write', counter: counter + 1 });
}
