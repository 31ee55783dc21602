// User code against the published types: compiled, never run.
import {
  type AsyncIterableOptions,
  type BufferedIterable,
  type BufferOverflow,
  type CountedStream,
  createClient,
  type Pressure,
  type StreamCounter,
  type StreamPressure,
  toAsyncIterable,
  type TopicMessage,
} from 'hazelrx';
import { type Observable, of } from 'rxjs';
import type { Equal, Holds, Known } from './assertions.js';

const hz = createClient();
const chat = toAsyncIterable(hz.getTopic<string>('chat').messages(), { buffer: 100, overflow: 'dropOldest' });

export type Iterables = [
  Holds<Equal<typeof chat, BufferedIterable<TopicMessage<string>>>>,
  Holds<Equal<typeof chat.dropped, number>>,
  Holds<Equal<BufferOverflow, 'error' | 'dropOldest' | 'dropNewest' | 'latest'>>,
];

export type Pressures = [
  Holds<Equal<typeof hz.pressure$, Observable<Pressure>>>,
  Holds<Equal<Pressure['pendingCalls' | 'keptGiveBacks' | 'queuedBytes' | 'buffered' | 'dropped'], number>>,
  Holds<Equal<Pressure['streams'], readonly StreamPressure[]>>,
  Holds<Equal<StreamPressure['name'], string>>,
  Holds<Known<typeof hz.pressure$>>,
];

export async function iterating(): Promise<string | undefined> {
  for await (const { message } of chat) {
    const text: string = message;
    return text;
  }
  const last: IteratorResult<TopicMessage<string>, undefined> = await chat[Symbol.asyncIterator]().next();
  return last.value?.message;
}

/** A client counts buffers of whoever has some, and a buffer may be counted by another than a client. */
export const counter: StreamCounter = hz;
export const mine: CountedStream = { name: 'mine', buffered: 1, dropped: 0 };
export const leave: () => void = hz.countStream(mine);
export const options: AsyncIterableOptions = { name: 'chat', countedBy: hz };

// @ts-expect-error there is no such policy
toAsyncIterable(of(1), { overflow: 'drop' });
// @ts-expect-error it is a stream that is iterated
toAsyncIterable([1, 2, 3]);
// @ts-expect-error nobody but the iterations counts
chat.dropped = 0;
