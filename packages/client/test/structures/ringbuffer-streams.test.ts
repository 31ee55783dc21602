import { type Observable, take } from 'rxjs';
import { expect, it } from 'vitest';
import type { RingbufferItem, RingbufferLoss } from '../../src/structures/ringbuffer-record.js';
import type { RingbufferStreams } from '../../src/structures/ringbuffer-streams.js';
import { ScriptedRing, streamsOf } from '../support/scripted-ring.js';

const lost = (loss: RingbufferLoss): Error => new Error(`${loss.type} ${String(loss.from)}-${String(loss.to)}`);

/** What is told, and how it ends. */
function heard(items$: Observable<RingbufferItem<string>>): string[] {
  const told: string[] = [];
  items$.subscribe({
    next: item => told.push('value' in item ? item.value : item.type),
    error: (error: Error) => told.push(error.message),
    complete: () => told.push('end'),
  });
  return told;
}

/** Two that wait for the next item with one request: who must not miss anything, and who wants to be told. */
async function waiting(ring: ScriptedRing, streams: RingbufferStreams<string>): Promise<[string[], string[]]> {
  const both: [string[], string[]] = [heard(streams.stream('oldest', lost)), heard(streams.stream('oldest'))];
  await ring.settled();
  expect([ring.reads, streams.size]).toEqual([1, 1]);
  return both;
}

it('a loss ends those who must not miss anything, and is told to the others before what is left', async () => {
  const ring = new ScriptedRing();
  ring.capacity = 2;
  ring.add('a');
  const streams = streamsOf(ring);
  const [strict, tolerant] = await waiting(ring, streams);
  ring.add('b', 'c', 'd', 'e');
  await ring.settled();
  expect(strict).toEqual(['a', 'overrun 1-2']);
  expect(tolerant).toEqual(['a', 'overrun', 'd', 'e']);
  expect([ring.reads, streams.size]).toEqual([1, 1]);
});

it('when the last who listens is ended by a loss, nothing is read any more', async () => {
  const ring = new ScriptedRing();
  ring.add('a', 'b');
  const streams = streamsOf(ring);
  const strict = heard(streams.stream('oldest', lost));
  await ring.settled();
  ring.fallBack(0);
  await ring.settled();
  expect(strict).toEqual(['a', 'b', 'rewound 2-1']);
  expect([ring.reads, streams.size]).toEqual([0, 0]);
});

it('who leaves in the midst of a batch is told no more of it, others all', async () => {
  const ring = new ScriptedRing();
  const streams = streamsOf(ring);
  const brief = heard(streams.stream('oldest').pipe(take(2)));
  const long = heard(streams.stream('oldest'));
  await ring.settled();
  ring.add('a', 'b', 'c');
  await ring.settled();
  expect(brief).toEqual(['a', 'b', 'end']);
  expect(long).toEqual(['a', 'b', 'c']);
  expect([ring.reads, streams.size]).toEqual([1, 1]);
});
