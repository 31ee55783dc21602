import {
  type AnyOperation,
  type Codecs,
  decodeEvent,
  encodeRequest,
  type EventOf,
  type MemberError,
  type Reader,
  type RequestOf,
  type ResponseOf,
  UnknownSchemaError,
  WireError,
} from '@hazelrx/protocol';
import { Observable, type Subscriber } from 'rxjs';
import { asHazelcastError, fromMember, type HazelcastError, TimeoutError } from '../errors.js';
import type { Connection } from './connection.js';
import type { EventOrder, EventReceiver } from './event-order.js';
import { Call, detailsOf } from './pending.js';

/**
 * A call of the client's own that makes sense on one connection only: sent on subscribe, never sent again, fails when
 * the connection ends or after `timeout` milliseconds.
 */
export function requestOn<O extends AnyOperation>(
  connection: Connection,
  operation: O,
  request: RequestOf<O>,
  timeout: number,
  codecs?: Codecs,
): Observable<ResponseOf<O>> {
  return new Observable(subscriber => {
    const call = new BoundCall(operation, request, subscriber, timeout, codecs);
    call.sendOn(connection);
    return call;
  });
}

/** What events need that hold keys or values. */
export interface EventReading {
  readonly codecs: Codecs | undefined;
  /** Shared with the registrations on other connections. */
  readonly order: EventOrder;
}

/**
 * A registration on one connection: emits the response, then lasts until the connection ends, which is an error.
 * `onEvent` gets the events, which may come before the response. Unsubscribing stops them here, not on the member.
 */
export function listenOn<O extends AnyOperation>(
  connection: Connection,
  operation: O,
  request: RequestOf<O>,
  onEvent: (event: EventOf<O>) => void,
  reading?: EventReading,
): Observable<ResponseOf<O>> {
  return new Observable(subscriber => {
    const call = new BoundListener(operation, request, subscriber, Infinity, reading?.codecs);
    call.onEvent = onEvent as (event: unknown) => void;
    call.order = reading?.order;
    call.sendOn(connection);
    return call;
  });
}

class BoundCall extends Call {
  constructor(
    operation: AnyOperation,
    request: Readonly<Record<string, unknown>>,
    readonly subscriber: Subscriber<unknown>,
    readonly timeout: number,
    codecs: Codecs | undefined,
  ) {
    super(operation, request, codecs);
  }

  sendOn(connection: Connection): void {
    const { scratch, clock } = connection.wire;
    const writer = scratch.take();
    if (this.codecs) writer.codecs = this.codecs;
    try {
      const start = encodeRequest(this.operation, writer, this.request as never);
      this.deadline = clock.now + this.timeout;
      connection.send(this, writer, start);
    } catch (error) {
      this.subscriber.error(asHazelcastError(error, detailsOf(this)));
    } finally {
      scratch.giveBack(writer);
    }
  }

  answered(response: unknown): void {
    this.subscriber.next(response);
    this.subscriber.complete();
  }

  failed(error: HazelcastError): void {
    this.subscriber.error(error);
  }

  refused(chain: readonly MemberError[]): void {
    this.subscriber.error(fromMember(chain, detailsOf(this)));
  }

  expired(): void {
    const reason = `no answer from ${this.connection!.name} within ${this.timeout} ms`;
    this.subscriber.error(new TimeoutError('OPERATION_TIMEOUT', reason, detailsOf(this)));
  }

  unsubscribe(): void {
    this.connection?.wire.pending.remove(this);
  }
}

class BoundListener extends BoundCall implements EventReceiver {
  onEvent!: (event: unknown) => void;
  order: EventOrder | undefined;
  #on: Connection | undefined;
  #answered = false;
  #unreadable: HazelcastError | undefined;

  override answered(response: unknown): void {
    this.#answered = true;
    this.subscriber.next(response);
    if (this.#unreadable) this.subscriber.error(this.#unreadable);
  }

  override sendOn(connection: Connection): void {
    this.#on = connection;
    super.sendOn(connection);
  }

  override event(type: number, reader: Reader): void {
    if (this.order?.keeps(this, reader)) return;
    let event;
    try {
      event = decodeEvent(this.operation, type, reader);
    } catch (error) {
      if (error instanceof WireError) throw error;
      if (this.order && error instanceof UnknownSchemaError) return this.order.wait(this, reader, error);
      return this.#fail(asHazelcastError(error, detailsOf(this)));
    }
    if (event !== undefined) this.onEvent(event);
  }

  again(message: Uint8Array): void {
    this.#on!.again(message);
  }

  unreadable(error: HazelcastError): void {
    this.#fail(error.toldOf(detailsOf(this)));
  }

  /** Not before the answer, which brings what is needed to end the registration on the member. */
  #fail(error: HazelcastError): void {
    if (this.#answered) this.subscriber.error(error);
    else this.#unreadable ??= error;
  }

  override unsubscribe(): void {
    super.unsubscribe();
    this.order?.leave(this);
  }
}
