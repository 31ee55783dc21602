// One client's connection to one member: bytes to requests, answers and events to bytes.
import {
  type AnyOperation,
  BACKUP_AWARE,
  CORRELATION_OFFSET,
  decodeRequest,
  MessageSplitter,
  PARTITION_OFFSET,
  PROTOCOL_PREAMBLE,
  rawData,
  Reader,
  TYPE_OFFSET,
  type UUID,
} from '@hazelrx/protocol';
import * as operations from '@hazelrx/protocol/operations';
import type { Transport, TransportHandlers } from 'hazelrx';
import { Outbox } from 'hazelrx/internal';
import { type AnyRequest, type BackupListener, Request } from './request.js';

const rows = new Map<number, AnyOperation>(
  Object.values(operations)
    .filter((row): row is Extract<typeof row, AnyOperation> => 'request' in row)
    .map(row => [row.id, row]),
);

const MAX_BYTES = 2 ** 31 - 1;

/** Who listens to a link: its member. */
export interface LinkOwner {
  take(request: AnyRequest): void;
  left(link: ClientLink): void;
}

export class ClientLink implements TransportHandlers {
  /** Set by the authentication. */
  client: UUID | undefined;
  /** Where the confirmations of backups go. */
  backupListener: BackupListener | undefined;
  open = true;
  #preamble = '';
  #outbox: Outbox | undefined;
  readonly #splitter = new MessageSplitter(
    (bytes, view, start, end) => this.#message(bytes, view, start, end),
    MAX_BYTES,
  );

  constructor(
    readonly owner: LinkOwner,
    readonly transport: Transport,
  ) {}

  opened(): void {
    this.#outbox = new Outbox(this.transport);
  }

  received(bytes: Uint8Array): void {
    if (!this.open) return;
    try {
      const missing = PROTOCOL_PREAMBLE.length - this.#preamble.length;
      if (missing > 0) this.#greet(bytes.subarray(0, missing));
      this.#splitter.push(missing > 0 ? bytes.subarray(missing) : bytes);
    } catch {
      // No client of this protocol.
      this.close();
    }
  }

  #greet(bytes: Uint8Array): void {
    this.#preamble += String.fromCharCode(...bytes);
    if (!PROTOCOL_PREAMBLE.startsWith(this.#preamble)) throw new TypeError(`unknown preamble ${this.#preamble}`);
  }

  closed(): void {
    if (!this.open) return;
    this.open = false;
    this.owner.left(this);
  }

  /** Ends the connection, as the death of the member does. */
  close(): void {
    if (!this.open) return;
    this.open = false;
    this.transport.close();
    this.owner.left(this);
  }

  /** Nothing leaves any more: what is answered from now on is lost with the connection. */
  mute(): void {
    this.#outbox = undefined;
  }

  send(bytes: Uint8Array): void {
    if (this.open) this.#outbox?.push(bytes, 0, bytes.length);
  }

  #message(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    const operation = rows.get(view.getInt32(start + TYPE_OFFSET, true));
    if (!operation) throw new TypeError('unknown message type');
    const reader = new Reader(rawData).reset(bytes, view, start, end);
    const request = new Request(
      this,
      operation,
      decodeRequest(operation, reader),
      view.getInt32(start + CORRELATION_OFFSET, true),
      view.getInt32(start + CORRELATION_OFFSET + 4, true),
      view.getInt32(start + PARTITION_OFFSET, true),
      (view.getUint16(start + 4, true) & BACKUP_AWARE) !== 0,
    );
    this.owner.take(request);
  }
}
