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
} from '@hazelrx/protocol';
import * as operations from '@hazelrx/protocol/operations';
import type { Transport, TransportHandlers } from 'hazelrx';
import { Outbox } from 'hazelrx/internal';
import { notHere } from './refusal.js';
import {
  type AnyRequest,
  type Arguments,
  type BackupListener,
  type Header,
  type Link,
  reply,
  Request,
  type Visitor,
} from './request.js';

const rows = new Map<number, AnyOperation>(
  Object.values(operations)
    .filter((row): row is Extract<typeof row, AnyOperation> => 'request' in row)
    .map(row => [row.id, row]),
);

const MAX_BYTES = 2 ** 31 - 1;

/** Who listens to a link: its member. */
export interface LinkOwner {
  /** True when the member is frozen, and does this when it is thawed; `lost` when it ends before. */
  holds(run: () => void, lost?: () => void): boolean;
  take(request: AnyRequest): void;
  left(link: Link): void;
}

export class ClientLink implements Link, TransportHandlers {
  client: Visitor | undefined;
  backupListener: BackupListener | undefined;
  open = true;
  #preamble = '';
  readonly #outbox: Outbox;
  readonly #splitter = new MessageSplitter(
    (bytes, view, start, end) => this.#message(bytes, view, start, end),
    MAX_BYTES,
  );

  constructor(
    readonly owner: LinkOwner,
    readonly transport: Transport,
  ) {
    this.#outbox = new Outbox(transport);
  }

  opened(): void {}

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

  close(): void {
    if (!this.open) return;
    this.transport.close();
    this.closed();
  }

  send(bytes: Uint8Array): void {
    if (this.owner.holds(() => this.send(bytes))) return;
    if (this.open) this.#outbox.push(bytes, 0, bytes.length);
  }

  #message(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    const type = view.getInt32(start + TYPE_OFFSET, true);
    const header = headerOf(view, start);
    const operation = rows.get(type);
    if (!operation) {
      const refusal = notHere(`message type 0x${type.toString(16)}`);
      return reply(this, header, writer => refusal.encode(writer));
    }
    const reader = new Reader(rawData).reset(bytes, view, start, end);
    const fields = decodeRequest(operation, reader) as Arguments<AnyOperation>;
    this.owner.take(new Request(this, operation, fields, header));
  }
}

function headerOf(view: DataView, start: number): Header {
  return {
    correlationLow: view.getInt32(start + CORRELATION_OFFSET, true),
    correlationHigh: view.getInt32(start + CORRELATION_OFFSET + 4, true),
    partition: view.getInt32(start + PARTITION_OFFSET, true),
    backupAware: (view.getUint16(start + 4, true) & BACKUP_AWARE) !== 0,
  };
}
