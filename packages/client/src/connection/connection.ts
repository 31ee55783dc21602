// One authenticated pipe to one member: bytes in, calls told; messages out.
import {
  BACKUP_ACKS_OFFSET,
  BACKUP_EVENT,
  CORRELATION_OFFSET,
  decodeErrorResponse,
  ERROR_RESPONSE_TYPE,
  IS_EVENT,
  MessageSplitter,
  PARTITION_OFFSET,
  PROTOCOL_PREAMBLE,
  type Reader,
  TYPE_OFFSET,
  UnknownSchemaError,
  type UUID,
  WireError,
  type Writer,
} from '@hazelrx/protocol';
import type { Observable } from 'rxjs';
import { asHazelcastError, ConnectionError, type HazelcastError } from '../errors.js';
import type { Address, Transport, TransportHandlers } from '../transport/transport.js';
import { Outbox } from './outbox.js';
import type { Scratch } from './scratch.js';
import { type Call, type Clock, detailsOf, type PendingCalls } from './pending.js';

/** What all connections of a client share. */
export interface Wire {
  readonly pending: PendingCalls;
  /** Requests are encoded here and copied to the outbox of their connection at once. */
  readonly scratch: Scratch;
  readonly reader: Reader;
  /** For answers that nobody will read: their blobs stay as they are. */
  readonly rawReader: Reader;
  readonly clock: Clock;
  /** Milliseconds that an answer is held back for missing backup acks. */
  readonly backupTimeout: number;
  /** Completes once the schema is known, so that what could not be read can be. */
  readonly fetchSchema: (lacking: UnknownSchemaError) => Observable<never>;
}

/** Nobody needs more before a member has proved to be one; afterwards a message may be as large as values get. */
const MAX_BYTES_BEFORE_AUTHENTICATION = 1 << 20;
const MAX_BYTES = 2 ** 31 - 1;

/** A header and no fields. */
const MIN_MESSAGE = PARTITION_OFFSET + 1;

/** Who answers at the other end, known once authentication succeeded. */
export interface Peer {
  readonly memberUuid: UUID;
}

export class Connection implements TransportHandlers {
  peer: Peer | undefined;
  /** `Clock` times. */
  lastRead: number;
  lastWritten: number;
  #outbox: Outbox | undefined;
  #closed = false;
  readonly #splitter: MessageSplitter;

  constructor(
    readonly address: Address,
    readonly wire: Wire,
    /** Called once the preamble is on its way. */
    readonly onOpen: () => void,
    /** Called once, before its calls are told: what they start anew must go elsewhere. */
    readonly onClosed: (error: ConnectionError) => void,
  ) {
    this.lastRead = this.lastWritten = wire.clock.now;
    this.#splitter = new MessageSplitter(
      (bytes, view, start, end) => this.#message(bytes, view, start, end),
      MAX_BYTES_BEFORE_AUTHENTICATION,
    );
  }

  get alive(): boolean {
    return !this.#closed && this.peer !== undefined;
  }

  get localAddress(): string {
    return this.#outbox?.transport.localAddress ?? '';
  }

  /** Bytes that have not left yet; none of a connection that has ended. */
  get queuedBytes(): number {
    return this.#closed ? 0 : (this.#outbox?.queuedBytes ?? 0);
  }

  get name(): string {
    return `${this.address.host}:${this.address.port}`;
  }

  authenticated(peer: Peer): void {
    this.peer = peer;
    this.#splitter.maxMessageBytes = MAX_BYTES;
  }

  opened(transport: Transport): void {
    this.#outbox = new Outbox(transport);
    const preamble = Uint8Array.from(PROTOCOL_PREAMBLE, letter => letter.charCodeAt(0));
    this.#outbox.push(preamble, 0, preamble.length);
    this.onOpen();
  }

  received(bytes: Uint8Array): void {
    this.lastRead = this.wire.clock.now;
    try {
      this.#splitter.push(bytes);
    } catch (error) {
      this.#broken(error);
    }
  }

  /** Takes a message again that could not be read before. `bytes` are its own. */
  again(bytes: Uint8Array): void {
    try {
      this.#message(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length);
    } catch (error) {
      this.#broken(error);
    }
  }

  #broken(cause: unknown): void {
    this.close(new ConnectionError('WIRE', `${this.name} does not speak the Hazelcast client protocol`, { cause }));
  }

  closed(reason: Error | undefined): void {
    const why = reason
      ? `the connection to ${this.name} broke: ${reason.message}`
      : `${this.name} closed the connection`;
    this.close(new ConnectionError('TARGET_DISCONNECTED', why, { cause: reason }));
  }

  /**
   * Sends the request that `writer` holds from `start` on and keeps the call until its answer, or until the connection
   * ends. The correlation id is set here.
   */
  send(call: Call, writer: Writer, start: number): void {
    const { pending, clock } = this.wire;
    if (this.#closed)
      return call.failed(new ConnectionError('TARGET_DISCONNECTED', `${this.name} is not connected any more`));
    pending.add(call);
    call.connection = this;
    writer.view.setInt32(start + CORRELATION_OFFSET, call.slot, true);
    writer.view.setInt32(start + CORRELATION_OFFSET + 4, call.generation, true);
    this.lastWritten = clock.now;
    this.#outbox!.push(writer.bytes, start, writer.position);
  }

  /** Ends the connection and tells its calls. Safe to call again: the first reason counts. */
  close(error: ConnectionError): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#outbox?.transport.close();
    const calls = this.wire.pending.on(this);
    for (const call of calls) this.wire.pending.remove(call);
    this.onClosed(error);
    for (const call of calls) call.failed(error);
  }

  #message(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    if (this.#closed) return;
    if (view.getInt32(start, true) < MIN_MESSAGE) throw new WireError('a message without a header');
    const { pending } = this.wire;
    const flags = view.getUint16(start + 4, true);
    const type = view.getInt32(start + TYPE_OFFSET, true);
    const call = pending.get(
      view.getInt32(start + CORRELATION_OFFSET, true),
      view.getInt32(start + CORRELATION_OFFSET + 4, true),
    );
    // An answer or event that nobody waits for any more: its caller has left.
    if (call === undefined || call.connection !== this) return;
    const reader = (call.abandoned ? this.wire.rawReader : this.wire.reader).reset(bytes, view, start, end);
    if (call.codecs && !call.abandoned) reader.codecs = call.codecs;
    if (flags & (IS_EVENT | BACKUP_EVENT)) call.event?.(type, reader);
    else if (type === ERROR_RESPONSE_TYPE) this.#refused(call, reader);
    else this.#answered(call, type, view.getUint8(start + BACKUP_ACKS_OFFSET), reader);
  }

  #refused(call: Call, reader: Reader): void {
    const chain = decodeErrorResponse(reader);
    this.wire.pending.remove(call);
    call.refused(chain);
  }

  #answered(call: Call, type: number, backupAcks: number, reader: Reader): void {
    const { id, answeredAs } = call.operation;
    if (type !== id + 1 && type !== (answeredAs?.id ?? id) + 1)
      throw new WireError(`message type ${type} as an answer to ${call.operation.name}`);
    let response;
    try {
      response = call.operation.response.decodeMessage(reader);
    } catch (error) {
      if (error instanceof WireError) throw error;
      if (error instanceof UnknownSchemaError) return this.#later(call, error, reader.copy());
      this.wire.pending.remove(call);
      call.failed(asHazelcastError(error, detailsOf(call)));
      return;
    }
    call.acks -= backupAcks;
    if (call.acks < 0) {
      call.hold(response, this.wire.clock.now + this.wire.backupTimeout);
      if (call.operation.giveBack) call.heldMessage = reader.copy();
      return;
    }
    // Events come under the same id for as long as the registration lives.
    if (call.event === undefined) this.wire.pending.remove(call);
    call.answered(response);
  }

  /** Reads the answer again once its schema is known. The call stays where it is, and ends the wait when it ends. */
  #later(call: Call, lacking: UnknownSchemaError, message: Uint8Array): void {
    call.lacking = this.wire.fetchSchema(lacking).subscribe({
      complete: () => this.again(message),
      error: (error: HazelcastError) => {
        // Nobody reads it now: what it holds is given back as it is.
        if (call.abandoned) return this.again(message);
        this.wire.pending.remove(call);
        call.failed(error.toldOf(detailsOf(call)));
      },
    });
  }
}
