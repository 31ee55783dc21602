import {
  type AnyOperation,
  decodeEvent,
  encodeRequest,
  type EventOf,
  type MemberError,
  type Reader,
  type RequestOf,
  type ResponseOf,
  WireError,
} from '@hazelrx/protocol';
import { Observable, type Subscriber } from 'rxjs';
import { asHazelcastError, fromMember, type HazelcastError, TimeoutError } from '../errors.js';
import type { Connection } from './connection.js';
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
): Observable<ResponseOf<O>> {
  return new Observable(subscriber => {
    const call = new BoundCall(operation, request, subscriber, timeout);
    call.sendOn(connection);
    return call;
  });
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
): Observable<ResponseOf<O>> {
  return new Observable(subscriber => {
    const call = new BoundListener(operation, request, subscriber, Infinity);
    call.onEvent = onEvent as (event: unknown) => void;
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
  ) {
    super(operation, request);
  }

  sendOn(connection: Connection): void {
    const { scratch, clock } = connection.wire;
    const writer = scratch.take();
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

class BoundListener extends BoundCall {
  onEvent!: (event: unknown) => void;
  #answered = false;
  #unreadable: HazelcastError | undefined;

  override answered(response: unknown): void {
    this.#answered = true;
    this.subscriber.next(response);
    if (this.#unreadable) this.subscriber.error(this.#unreadable);
  }

  override event(type: number, reader: Reader): void {
    let event;
    try {
      event = decodeEvent(this.operation, type, reader);
    } catch (error) {
      if (error instanceof WireError) throw error;
      return this.#fail(asHazelcastError(error, detailsOf(this)));
    }
    if (event !== undefined) this.onEvent(event);
  }

  /** Not before the answer, which brings what is needed to end the registration on the member. */
  #fail(error: HazelcastError): void {
    if (this.#answered) this.subscriber.error(error);
    else this.#unreadable ??= error;
  }
}
