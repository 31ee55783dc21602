import { createClient, type HazelcastQueue, pipelined } from 'hazelrx';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { BATCH, QUEUE, RECORDS, RINGBUFFER } from './collections.js';
import type { Cluster } from './contestant.js';
import { valueOf } from './entries.js';

/** Makes the queue anew, with so many items. Who has waited for one is told that it was destroyed. */
export async function fillQueue({ address, clusterName }: Cluster, count: number): Promise<void> {
  await using client = createClient({ clusterName, network: { clusterMembers: [address] } });
  const queue = client.getQueue<string>(QUEUE);
  await firstValueFrom(queue.destroy());
  await lastValueFrom(
    pipelined(batches(count), batch => queue.addAll(batch), 1),
    { defaultValue: true },
  );
  await checkSize(queue, count);
}

export async function checkQueue({ address, clusterName }: Cluster, count: number): Promise<void> {
  await using client = createClient({ clusterName, network: { clusterMembers: [address] } });
  await checkSize(client.getQueue(QUEUE), count);
}

async function checkSize(queue: HazelcastQueue<string>, count: number): Promise<void> {
  const size = await firstValueFrom(queue.size());
  if (size !== count) throw new Error(`the queue has ${size} items, not ${count}`);
}

/** As many as it has room for. */
export async function fillRingbuffer({ address, clusterName }: Cluster): Promise<void> {
  await using client = createClient({ clusterName, network: { clusterMembers: [address] } });
  const ringbuffer = client.getRingbuffer<string>(RINGBUFFER);
  await lastValueFrom(pipelined(batches(RECORDS), batch => ringbuffer.addAll(batch), 1));
  const head = await firstValueFrom(ringbuffer.headSequence());
  const size = await firstValueFrom(ringbuffer.size());
  if (head.neq(0) || size.neq(RECORDS))
    throw new Error(`the ringbuffer has ${String(size)} records from ${String(head)}`);
}

function* batches(count: number): Generator<string[]> {
  for (let from = 0; from < count; from += BATCH) {
    yield Array.from({ length: Math.min(BATCH, count - from) }, (_, n) => valueOf(from + n));
  }
}
