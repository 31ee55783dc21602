// What is left of a client's work when it is done: nothing, or the test fails.
import { type HazelcastClient, pipelined } from 'hazelrx';
import { firstValueFrom, ignoreElements, lastValueFrom, type ObservableInput } from 'rxjs';
import { expect } from 'vitest';
import { type Footprint, footprint, heapInUse } from './footprint.js';
import { eventually } from './recording.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
/** As many cycles as show a leak of a few bytes each. */
const CYCLES = Math.max(100, Math.round(10_000 * SCALE));
const IN_FLIGHT = 256;
/** Bytes of heap that the engine itself takes for code. */
const ENGINE = 250_000;

interface Cycles {
  readonly count?: number;
  /** Of heap that each may leave, for what the engine learns of it; less than what it makes. Default 25. */
  readonly bytes?: number;
}

/** What leaks does so each time; the engine learns for a while, and then knows. */
const ROUNDS = 4;

/**
 * Runs the cycles once to warm up, and again; then everything the client holds must be what it was. Where the heap has
 * grown it may be the engine's doing: then they are run some times more, and in one of them it must not grow.
 */
export async function expectNoLeak(
  client: HazelcastClient,
  cycles: (count: number) => Promise<unknown>,
  { count = CYCLES, bytes = 25 }: Cycles = {},
): Promise<void> {
  await cycles(Math.ceil(count / 2));
  const before = await idle(client);
  const limit = ENGINE + bytes * count;
  let grown = Infinity;
  for (let round = 0; round < ROUNDS && grown >= limit; round++) {
    const heap = await heapInUse();
    await cycles(count);
    await eventually(
      () => footprint(client),
      now => isWithin(now, before),
    );
    grown = (await heapInUse()) - heap;
  }
  expect(grown).toBeLessThan(limit);
}

/** What the client holds once nothing is under way: a listener for backup acks a connection, and one for the cluster's view. */
export async function idle(client: HazelcastClient): Promise<Footprint> {
  const connections = (await firstValueFrom(client.connections$)).length;
  const standing = connections === 0 ? 0 : connections + 1;
  return eventually(
    () => footprint(client),
    ({ pending, active, kept, registrations }) => pending === standing && active + kept + registrations === 0,
  );
}

/** The test runner has timers of its own now and then, so less than before is as good. */
export function isWithin(now: Footprint, before: Footprint): boolean {
  return (Object.keys(before) as (keyof Footprint)[]).every(part => now[part] <= before[part]);
}

/** Runs `cycle` so many times, several at a time. */
export function repeat(
  count: number,
  cycle: (n: number) => ObservableInput<unknown>,
  inFlight = IN_FLIGHT,
): Promise<unknown> {
  const numbers = Array.from({ length: count }, (_, n) => n);
  return lastValueFrom(pipelined(numbers, cycle, inFlight).pipe(ignoreElements()), { defaultValue: undefined });
}
