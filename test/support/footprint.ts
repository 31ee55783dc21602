import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { HazelcastClient } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';

/** What a client holds at the moment, and the process with it. */
export interface Footprint {
  readonly pending: number;
  readonly active: number;
  readonly kept: number;
  readonly registrations: number;
  readonly timers: number;
  readonly sockets: number;
}

export function footprint(client: HazelcastClient): Footprint {
  const { pending, invoker, listeners } = partsOf(client);
  const resources = process.getActiveResourcesInfo();
  const count = (type: string) => resources.filter(resource => resource === type).length;
  return {
    pending: pending.size,
    active: invoker.active,
    kept: invoker.kept,
    registrations: listeners.size,
    timers: count('Timeout'),
    sockets: count('TCPSocketWrap'),
  };
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that are still reachable. A few rounds: what finalizers release only the next one collects. */
export async function heapInUse(): Promise<number> {
  for (let round = 0; round < 4; round++) {
    collect();
    await new Promise(resolve => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}
