import { type PublisherAddress, TopicMessage } from '@hazelrx/protocol';
import { ringbufferAdd, ringbufferAddAll, ringbufferReadMany } from '@hazelrx/protocol/operations';
import Long from 'long';
import { concatMap, defer, map, merge, type Observable, type ObservableInput, of, take, timer } from 'rxjs';
import { asHazelcastError, HazelcastError } from '../errors.js';
import {
  Ringbuffer,
  type OverflowPolicy,
  type RingbufferConsumeOptions,
  type RingbufferStreamOptions,
} from './ringbuffer.js';
import { isLoss, type RingbufferLoss, type RingbufferRecord } from './ringbuffer-record.js';
import { type Core, type Storable, Structure } from './structure.js';

const SERVICE = 'hz:impl:reliableTopicService';
/** What every client calls the ringbuffer of a reliable topic. */
const RINGBUFFER_PREFIX = '_hz_rb_';
const REFUSED = -1;
/** Milliseconds before a publisher that waits for room asks again; doubled each time. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2000;

/**
 * What a publisher does when there is no room, which there is always unless the messages have a time to live: `BLOCK` waits
 * for it, `ERROR` fails with `TOPIC_OVERLOAD`, `DISCARD_NEWEST` drops its message, `DISCARD_OLDEST` overwrites others.
 */
export type TopicOverloadPolicy = 'BLOCK' | 'ERROR' | 'DISCARD_NEWEST' | 'DISCARD_OLDEST';

export interface PublishOptions {
  /** Default `BLOCK`. */
  readonly overloadPolicy?: TopicOverloadPolicy;
}

export interface ReliableTopicMessage<T> {
  /** Where it is in the topic: a stream from the one after it brings what follows. */
  readonly sequence: Long;
  readonly message: T;
  /** Milliseconds since 1970, by the publisher's clock. */
  readonly publishTime: Long;
  /** Null from clients that do not tell. */
  readonly publisher: PublisherAddress | null;
}

/** As for a ringbuffer, without a filter: its items are wrapped. */
export type ReliableTopicOptions = Omit<RingbufferStreamOptions, 'filter'>;
export type ReliableTopicConsumeOptions = Omit<RingbufferConsumeOptions, 'filter'>;

/**
 * A topic whose messages are kept in a ringbuffer: who listens reads them at its own pace, in the order in which they were
 * published, and hears of what was overwritten before.
 */
export class ReliableTopic<T extends Storable> extends Structure {
  readonly #ringbuffer: Ringbuffer<TopicMessage>;

  constructor(core: Core, name: string) {
    super(core, SERVICE, name);
    this.#ringbuffer = new Ringbuffer(core, RINGBUFFER_PREFIX + name);
  }

  /** Removes the topic with its messages. */
  override destroy(): Observable<undefined> {
    return super.destroy().pipe(concatMap(() => this.#ringbuffer.destroy()));
  }

  /** Emits once the message is in the topic, or was dropped, where the policy says so. */
  publish(message: T, { overloadPolicy = 'BLOCK' }: PublishOptions = {}): Observable<undefined> {
    return defer(() => {
      const kept = this.#wrapped(message, ringbufferAdd.name);
      return this.#published(policy => this.#ringbuffer.add(kept, policy), 1, overloadPolicy);
    });
  }

  /** The same, of several in their order: all of them, or none where there is no room. */
  publishAll(messages: readonly T[], { overloadPolicy = 'BLOCK' }: PublishOptions = {}): Observable<undefined> {
    return defer(() => {
      if (messages.length === 0) return of(undefined);
      const kept = messages.map(message => this.#wrapped(message, ringbufferAddAll.name));
      return this.#published(policy => this.#ringbuffer.addAll(kept, policy), kept.length, overloadPolicy);
    });
  }

  #wrapped(message: T, operation: string): TopicMessage {
    const { router, scheduler } = this.core;
    try {
      return new TopicMessage(Long.fromNumber(scheduler.now()), null, router.data(message));
    } catch (error) {
      throw asHazelcastError(error, { operation, structure: this.name });
    }
  }

  #published(
    add: (policy: OverflowPolicy) => Observable<Long>,
    count: number,
    overloadPolicy: TopicOverloadPolicy,
  ): Observable<undefined> {
    const done = (): undefined => undefined;
    switch (overloadPolicy) {
      case 'DISCARD_OLDEST':
        return add('OVERWRITE').pipe(map(done));
      case 'DISCARD_NEWEST':
        return add('FAIL').pipe(map(done));
      case 'ERROR':
        return add('FAIL').pipe(map(sequence => this.#accepted(sequence)));
      case 'BLOCK':
        return add('FAIL').pipe(
          concatMap(sequence => (sequence.eq(REFUSED) ? this.#whenRoom(add('FAIL'), count) : of(undefined))),
        );
      default:
        throw this.refusal(ringbufferAdd, `there is no overload policy ${String(overloadPolicy)}`);
    }
  }

  #accepted(sequence: Long): undefined {
    if (sequence.eq(REFUSED)) throw this.#overload('there is no room');
    return undefined;
  }

  #overload(reason: string): HazelcastError {
    return new HazelcastError('TOPIC_OVERLOAD', reason, { operation: ringbufferAdd.name, structure: this.name });
  }

  /** What there will never be room for does not wait for it. */
  #whenRoom(add$: Observable<Long>, count: number): Observable<undefined> {
    return this.#ringbuffer.capacity().pipe(
      concatMap(capacity => {
        if (capacity.gte(count)) return this.#afterPause(add$, FIRST_PAUSE);
        throw this.#overload(`there is room for ${capacity.toString()} messages at most, not for ${count}`);
      }),
    );
  }

  /** Asks again after a pause, until there is room or the client ends. */
  #afterPause(add$: Observable<Long>, pause: number): Observable<undefined> {
    const { scheduler, ended$ } = this.core;
    return merge(timer(pause, scheduler), ended$).pipe(
      take(1),
      concatMap(() => add$),
      concatMap(sequence =>
        sequence.eq(REFUSED) ? this.#afterPause(add$, Math.min(2 * pause, LONGEST_PAUSE)) : of(undefined),
      ),
    );
  }

  /**
   * The messages, for as long as somebody listens. As `stream` of a ringbuffer: from now on unless `from` says otherwise,
   * one reader for all who have caught up, and a loss ends it with `STALE_SEQUENCE` or is reported (`onLoss`).
   */
  messages(
    options: ReliableTopicOptions & { readonly onLoss: 'report' },
  ): Observable<ReliableTopicMessage<T> | RingbufferLoss>;
  messages(options?: ReliableTopicOptions & { readonly onLoss?: 'error' }): Observable<ReliableTopicMessage<T>>;
  messages(options: ReliableTopicOptions = {}): Observable<ReliableTopicMessage<T> | RingbufferLoss> {
    return this.#ringbuffer.stream(options as never).pipe(map(item => (isLoss(item) ? item : this.#opened(item))));
  }

  /** A handler for each message; as `consume` of a ringbuffer. */
  consume<R>(
    handler: (message: ReliableTopicMessage<T>) => ObservableInput<R>,
    options?: ReliableTopicConsumeOptions,
  ): Observable<R> {
    return this.#ringbuffer.consume(record => handler(this.#opened(record)), options);
  }

  #opened({
    sequence,
    value: { payload, publishTime, publisher },
  }: RingbufferRecord<TopicMessage>): ReliableTopicMessage<T> {
    try {
      const message = this.core.router.serialization.toObject(payload) as T;
      return { sequence, message, publishTime, publisher };
    } catch (error) {
      throw asHazelcastError(error, { operation: ringbufferReadMany.name, structure: this.name });
    }
  }
}
