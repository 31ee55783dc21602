import { type AnyOperation, type Codecs, type PublisherAddress, TopicMessage } from '@hazelrx/protocol';
import { ringbufferAdd, ringbufferAddAll, ringbufferReadMany } from '@hazelrx/protocol/operations';
import Long from 'long';
import {
  catchError,
  concatMap,
  map,
  merge,
  type Observable,
  type ObservableInput,
  of,
  retry,
  take,
  throwError,
  timer,
} from 'rxjs';
import { asHazelcastError, type ErrorDetails, HazelcastError } from '../errors.js';
import { settingsOf } from '../named-settings.js';
import type { ReliableTopicConfig, TopicOverloadPolicy } from '../options.js';
import { toNothing } from './answers.js';
import { KeptMessage, keptMessages } from './kept-message.js';
import { listed } from './listed.js';
import { Ringbuffer, RINGBUFFER_SERVICE, type OverflowPolicy } from './ringbuffer.js';
import type { RingbufferConsumeOptions, RingbufferStreamOptions } from './ringbuffer-options.js';
import { isLoss, type RingbufferLoss, type RingbufferRecord } from './ringbuffer-record.js';
import { MOST } from './ring-source.js';
import { type Core, type Storable, Structure } from './structure.js';

const SERVICE = 'hz:impl:reliableTopicService';
/** What every client calls the ringbuffer of a reliable topic. */
const RINGBUFFER_PREFIX = '_hz_rb_';
const REFUSED = -1;
/** Milliseconds before a publisher that waits for room asks again; doubled each time. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2000;
const DEFAULTS: Required<ReliableTopicConfig> = { readBatchSize: MOST, overloadPolicy: 'BLOCK' };

export interface PublishOptions {
  /** Default: that of the client's `reliableTopics`, or `BLOCK`. */
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

/** Messages on their way into the ringbuffer, all or none. */
interface Publication {
  readonly operation: AnyOperation;
  readonly count: number;
  /** Emits −1 where there is no room. */
  readonly add: (policy: OverflowPolicy) => Observable<Long>;
}

/**
 * A topic whose messages are kept in a ringbuffer: who listens reads them at its own pace, in the order in which they were
 * published, and hears of what was overwritten before.
 */
export class ReliableTopic<T extends Storable> extends Structure {
  readonly #ringbuffer: Ringbuffer<KeptMessage>;
  readonly #settings: Required<ReliableTopicConfig>;

  constructor(core: Core, name: string, codecs?: Codecs) {
    super(core, SERVICE, name, codecs);
    // Members create the ringbuffer with its topic.
    const kept = keptMessages(core.router, codecs?.value);
    this.#ringbuffer = new Ringbuffer(core, RINGBUFFER_PREFIX + name, kept, core.proxies.get(SERVICE, name));
    this.#settings = { ...DEFAULTS, ...settingsOf(core.options.reliableTopics, name) };
  }

  /** Removes the topic with its messages. */
  override destroy(): Observable<undefined> {
    const { proxies } = this.core;
    const ringbuffer = proxies.get(RINGBUFFER_SERVICE, this.#ringbuffer.name);
    return super.destroy().pipe(concatMap(() => proxies.destroy(ringbuffer)));
  }

  /** Emits once the message is in the topic, or was dropped, where the policy says so. */
  publish(message: T, options?: PublishOptions): Observable<undefined> {
    return this.#wrapped(() => [message], ringbufferAdd).pipe(
      concatMap(([kept]) =>
        this.#published(
          { operation: ringbufferAdd, count: 1, add: policy => this.#ringbuffer.add(kept!, policy) },
          options,
        ),
      ),
    );
  }

  /** The same, of several in their order: all of them, or none where there is no room. */
  publishAll(messages: Iterable<T>, options?: PublishOptions): Observable<undefined> {
    const all = listed(messages);
    return this.#wrapped(all, ringbufferAddAll).pipe(
      concatMap(kept => {
        if (kept.length === 0) return of(undefined);
        return this.#published(
          { operation: ringbufferAddAll, count: kept.length, add: policy => this.#ringbuffer.addAll(kept, policy) },
          options,
        );
      }),
    );
  }

  #wrapped(messages: () => readonly T[], operation: AnyOperation): Observable<KeptMessage[]> {
    const { router, scheduler, resolved } = this.core;
    const values = this.codecs?.value;
    return resolved(() => {
      const publishTime = Long.fromNumber(scheduler.now());
      return messages().map(
        message => new KeptMessage(new TopicMessage(publishTime, null, router.data(message, values)), message),
      );
    }, this.#details(operation));
  }

  #details({ name: operation }: AnyOperation): ErrorDetails {
    return { operation, structure: this.name };
  }

  #published(
    publication: Publication,
    { overloadPolicy = this.#settings.overloadPolicy }: PublishOptions = {},
  ): Observable<undefined> {
    const { operation, add } = publication;
    switch (overloadPolicy) {
      case 'DISCARD_OLDEST':
        return add('OVERWRITE').pipe(map(toNothing));
      case 'DISCARD_NEWEST':
        return add('FAIL').pipe(map(toNothing));
      case 'ERROR':
        return this.#accepted(publication);
      case 'BLOCK':
        return this.#whenRoom(publication);
      default:
        throw this.refusal(operation, `there is no overload policy ${String(overloadPolicy)}`);
    }
  }

  #accepted({ operation, add }: Publication): Observable<undefined> {
    return add('FAIL').pipe(
      map(sequence => {
        if (sequence.eq(REFUSED)) throw this.#overload(operation, 'there is no room');
        return undefined;
      }),
    );
  }

  #overload({ name: operation }: AnyOperation, reason: string): HazelcastError {
    return new HazelcastError('TOPIC_OVERLOAD', reason, { operation, structure: this.name });
  }

  /** Asks again, pause after pause, until there is room. What there will never be room for does not wait for it. */
  #whenRoom(publication: Publication): Observable<undefined> {
    return this.#accepted(publication).pipe(
      retry({
        delay: (error: HazelcastError, refusals) => {
          if (error.code !== 'TOPIC_OVERLOAD') return throwError(() => error);
          const pause$ = this.#pause(Math.min(FIRST_PAUSE * 2 ** (refusals - 1), LONGEST_PAUSE));
          return refusals > 1 ? pause$ : this.#fits(publication).pipe(concatMap(() => pause$));
        },
      }),
    );
  }

  #fits({ operation, count }: Publication): Observable<unknown> {
    return this.#ringbuffer.capacity().pipe(
      map(capacity => {
        if (capacity.gte(count)) return;
        const reason = `there is room for ${capacity.toString()} messages at most, not for ${count}`;
        throw this.#overload(operation, reason);
      }),
    );
  }

  /** Over at once when the client ends: what is sent then says so. */
  #pause(millis: number): Observable<unknown> {
    const { scheduler, ended$ } = this.core;
    return merge(timer(millis, scheduler), ended$.pipe(catchError(() => of(undefined)))).pipe(take(1));
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
    return this.#ringbuffer
      .stream(this.#reading(options) as never)
      .pipe(map(item => (isLoss(item) ? item : this.#opened(item))));
  }

  /** A handler for each message; as `consume` of a ringbuffer. */
  consume<R>(
    handler: (message: ReliableTopicMessage<T>) => ObservableInput<R>,
    options: ReliableTopicConsumeOptions = {},
  ): Observable<R> {
    return this.#ringbuffer.consume(record => handler(this.#opened(record)), this.#reading(options));
  }

  /** As it is configured, where the caller does not say. */
  #reading<O extends { readonly batchSize?: number }>(options: O): O {
    return { ...options, batchSize: options.batchSize ?? this.#settings.readBatchSize };
  }

  #opened({ sequence, value }: RingbufferRecord<KeptMessage>): ReliableTopicMessage<T> {
    const { message, error, wrapped } = value;
    if (error !== undefined) throw asHazelcastError(error, this.#details(ringbufferReadMany));
    return {
      sequence,
      message: message as T,
      publishTime: wrapped.publishTime,
      publisher: wrapped.publisher,
    };
  }
}
