import type { Client } from 'hazelcast-client';
import { counterNames, lockNames } from '../concurrency.js';
import type { Concurrent } from '../works.js';

const WHO = 'official';

/** On CP, whatever the other client does: this one has nothing else. */
export async function concurrent(
  client: Client,
  request: Concurrent,
): Promise<(operation: number) => Promise<unknown>> {
  const cp = client.getCPSubsystem();
  switch (request) {
    case 'increment':
    case 'mapIncrement': {
      const counters = await Promise.all(counterNames(WHO).map(name => cp.getAtomicLong(name)));
      return operation => counters[operation % counters.length]!.incrementAndGet();
    }
    case 'cpLock':
    case 'mapLock': {
      const locks = await Promise.all(lockNames(WHO).map(name => cp.getLock(name)));
      return async operation => {
        const lock = locks[operation % locks.length]!;
        await lock.unlock(await lock.lock());
      };
    }
  }
}
