import type { HazelcastClient, HazelcastMap, MapLock } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf } from 'rxjs';
import { expect } from 'vitest';
import { eventually } from '../../support/recording.js';

export type Numbers = HazelcastMap<string, number>;
export type Lock = MapLock<string, number>;

/** Locks a key that has to be free. */
export async function locked(map: Numbers, key = 'a'): Promise<Lock> {
  return (await valueOf(map.tryLock(key))) ?? expect.fail(`${key} is locked`);
}

/** Passes once the member has answered after a while: by then it has what this client sent before. The key is locked. */
export async function aWhile(map: Numbers, key = 'a'): Promise<void> {
  expect(await valueOf(map.tryPut(key, -1, 200))).toBe(false);
}

/** Passes once nobody holds the key and nobody will: the client waits for nothing any more. */
export async function nobodyHolds(map: Numbers, client: HazelcastClient, key = 'a'): Promise<void> {
  // Whoever waited before has it first.
  await valueOf(map.unlock(await valueOf(map.lock(key))));
  await eventually(
    () => partsOf(client).invoker.kept,
    kept => kept === 0,
  );
  await valueOf(map.unlock(await locked(map, key)));
  expect(await valueOf(map.isLocked(key))).toBe(false);
}
