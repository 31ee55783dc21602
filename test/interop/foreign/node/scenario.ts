// What an application that uses the official Node.js client sees of a cluster.
import type { Client } from 'hazelcast-client';
import { type Clients, connect, type Place, type Seen } from './clients.js';
import { clusterFacts, objects, refusal } from './cluster.js';
import { entries, many, times } from './entries.js';
import { events } from './events.js';
import { locks } from './locks.js';

/** By section, and in it by call. Nothing in it depends on which cluster it was, or when. */
export type Transcript = Record<string, Seen>;

type Section = (clients: Clients) => Promise<Seen>;

const sections: Readonly<Record<string, Section>> = {
  cluster: clusterFacts,
  entries,
  many,
  times,
  locks,
  events,
  objects,
  refusal,
};

export async function nodeTranscript(place: Place): Promise<Transcript> {
  const [one, two] = await Promise.all([connect(place), connect(place)]);
  try {
    const clients = { place, one, two, keys: keysOfAllPartitions(one) };
    const transcript: Transcript = {};
    for (const [name, section] of Object.entries(sections)) {
      // A section that fails is part of what is seen.
      transcript[name] = await section(clients).catch((error: Error) => ({ failed: `${error.stack}` }));
    }
    return transcript;
  } finally {
    await Promise.all([one.shutdown(), two.shutdown()]);
  }
}

function keysOfAllPartitions(client: Client): string[] {
  const partitions = client.getPartitionService();
  const taken = new Map<number, number>();
  const keys: string[] = [];
  for (let n = 0; keys.length < 2 * partitions.getPartitionCount(); n++) {
    const partition = partitions.getPartitionId(`key-${n}`);
    const count = (taken.get(partition) ?? 0) + 1;
    taken.set(partition, count);
    if (count <= 2) keys.push(`key-${n}`);
  }
  return keys;
}
