// User code against the published types: compiled, never run.
import {
  createClient,
  type Long,
  type Member,
  type PublisherAddress,
  type ReadResult,
  type ReliableTopic,
  type ReliableTopicMessage,
  type Ringbuffer,
  type RingbufferItem,
  type RingbufferLoss,
  type RingbufferRecord,
  type Signal,
  type Topic,
  type TopicMessage,
} from 'hazelrx';
import { type Observable, of } from 'rxjs';
import type { Equal, Holds } from './assertions.js';

interface Trade {
  readonly price: number;
}

const hz = createClient();
const trades = hz.getRingbuffer<Trade>('trades');
const topic = hz.getTopic<Trade>('trades');
const reliable = hz.getReliableTopic<Trade>('trades');

const plain = trades.stream({ from: 5n });
const reported = trades.stream({ from: 'oldest', onLoss: 'report' });
const consumed = trades.consume(({ sequence }) => of(sequence), { onLoss: loss => console.log(loss.type) });
const messages = reliable.messages();
const toldOf = reliable.messages({ onLoss: 'report' });
const heard = topic.messages();
const signalled = topic.messages({ signals: true });

export type RingbufferMethods = [
  Holds<Equal<typeof trades, Ringbuffer<Trade>>>,
  Holds<Equal<ReturnType<typeof trades.add>, Observable<Long>>>,
  Holds<Equal<ReturnType<typeof trades.addAll>, Observable<Long>>>,
  Holds<Equal<ReturnType<typeof trades.capacity>, Observable<Long>>>,
  Holds<Equal<ReturnType<typeof trades.readOne>, Observable<Trade>>>,
  Holds<Equal<ReturnType<typeof trades.readMany>, Observable<ReadResult<Trade>>>>,
  Holds<Equal<typeof plain, Observable<RingbufferRecord<Trade>>>>,
  Holds<Equal<typeof reported, Observable<RingbufferItem<Trade>>>>,
  Holds<Equal<typeof consumed, Observable<Long>>>,
];

export type TopicMethods = [
  Holds<Equal<typeof topic, Topic<Trade>>>,
  Holds<Equal<typeof heard, Observable<TopicMessage<Trade>>>>,
  Holds<Equal<typeof signalled, Observable<TopicMessage<Trade> | Signal>>>,
  Holds<Equal<TopicMessage<Trade>['member'], Member | undefined>>,
  Holds<Equal<typeof reliable, ReliableTopic<Trade>>>,
  Holds<Equal<ReturnType<typeof reliable.publishAll>, Observable<undefined>>>,
  Holds<Equal<typeof messages, Observable<ReliableTopicMessage<Trade>>>>,
  Holds<Equal<typeof toldOf, Observable<ReliableTopicMessage<Trade> | RingbufferLoss>>>,
  Holds<Equal<ReliableTopicMessage<Trade>['publisher'], PublisherAddress | null>>,
];

// @ts-expect-error: other policies are a topic's
trades.add({ price: 1 }, 'BLOCK');
// @ts-expect-error: a trade has a price
trades.add({ prize: 1 });
reliable.publishAll(new Set([{ price: 1 }]), { overloadPolicy: 'ERROR' });
createClient({ reliableTopics: { 'trades-*': { readBatchSize: 10, overloadPolicy: 'DISCARD_NEWEST' } } });
// @ts-expect-error: a ringbuffer's policy
createClient({ reliableTopics: { default: { overloadPolicy: 'OVERWRITE' } } });
// @ts-expect-error: a reliable topic has no filter
reliable.messages({ filter: 'a' });
