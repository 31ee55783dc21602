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
/** Bytes of heap that a cycle may leave; less than any object that stays. */
const A_CYCLE = 25;

/** Runs the cycles once to warm up, and again; then everything the client holds must be what it was. */
export async function expectNoLeak(
  client: HazelcastClient,
  cycles: (count: number) => Promise<unknown>,
  count = CYCLES,
): Promise<void> {
  await cycles(Math.ceil(count / 2));
  const before = await idle(client);
  const heap = await heapInUse();
  await cycles(count);
  await eventually(
    () => footprint(client),
    now => isWithin(now, before),
  );
  expect((await heapInUse()) - heap).toBeLessThan(ENGINE + A_CYCLE * count);
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
