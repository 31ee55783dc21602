import {
  type AnyOperation,
  BACKUP_EVENT,
  CORRELATION_OFFSET,
  type Data,
  type Decoded,
  type Encodable,
  encodeEvent,
  encodeResponse,
  rawData,
  type UUID,
  Writer,
} from '@hazelrx/protocol';
import type { clientLocalBackupListener } from '@hazelrx/protocol/operations';
import Long from 'long';
import type { Refusal } from './refusal.js';

export type BackupListener = Request<typeof clientLocalBackupListener>;

/** Who a client said it is when it came in. */
export interface Visitor {
  readonly uuid: UUID;
  readonly type: string;
  readonly name: string;
  readonly labels: readonly string[];
}

/** The connection a request came over. */
export interface Link {
  /** Set by the authentication. */
  client: Visitor | undefined;
  /** Where the confirmations of backups go. */
  backupListener: BackupListener | undefined;
  readonly open: boolean;
  send(bytes: Uint8Array): void;
  /** Ends the connection, as the death of the member does. */
  close(): void;
}

/** A request whose row is not known at compile time. */
export interface AnyRequest {
  readonly link: Link;
  readonly operation: AnyOperation;
  readonly fields: object;
  /** As the client worked it out; −1 for none. */
  readonly partition: number;
  /** The connection ends instead of the answer. */
  answerIsLost: boolean;
  answer(response: never, backups?: readonly Link[]): void;
  refuse(refusal: Refusal): void;
}

/** Members keep blobs: what is any value to a client is `Data` here. */
type Blobs<T> = unknown extends T ? Data : T extends readonly unknown[] ? { [K in keyof T]: Blobs<T[K]> } : T;

/** The fields of a request. */
export type Arguments<O extends AnyOperation> = {
  readonly [K in keyof Decoded<O['request']['fields']>]: Blobs<Decoded<O['request']['fields']>[K]>;
};

/** The fields of a response. */
export type Answer<O extends AnyOperation> = Encodable<O['response']['fields']>;

export interface Header {
  readonly correlationLow: number;
  readonly correlationHigh: number;
  readonly partition: number;
  /** The client waits for the backups by itself. */
  readonly backupAware: boolean;
}

/** One request of one client, with the ways to react to it, now or later. Answers to a link that is gone go nowhere. */
export class Request<O extends AnyOperation> implements AnyRequest {
  answerIsLost = false;

  constructor(
    readonly link: Link,
    readonly operation: O,
    readonly fields: Arguments<O>,
    readonly header: Header,
  ) {}

  get partition(): number {
    return this.header.partition;
  }

  /** `backups`: the links over which the backups confirm to this client. */
  answer(response: Answer<O>, backups: readonly Link[] = []): void {
    const { backupAware, correlationLow, correlationHigh } = this.header;
    const confirming = backupAware ? backups.filter(({ backupListener }) => backupListener) : [];
    this.#end(writer => encodeResponse(this.operation, writer, response, confirming.length));
    const sourceInvocationCorrelationId = new Long(correlationLow, correlationHigh);
    for (const { backupListener } of confirming)
      backupListener!.event('backup', { sourceInvocationCorrelationId }, BACKUP_EVENT);
  }

  refuse(refusal: Refusal): void {
    this.#end(writer => refusal.encode(writer));
  }

  event<K extends keyof O['events'] & string>(
    name: K,
    fields: Encodable<O['events'][K]['plan']['fields']>,
    flags = 0,
  ): void {
    reply(this.link, this.header, writer => encodeEvent(this.operation.events[name]!, writer, fields as never, flags));
  }

  #end(encode: (writer: Writer) => number): void {
    if (this.answerIsLost) this.link.close();
    else reply(this.link, this.header, encode);
  }
}

/** Sends the message that `encode` appends, under a request's correlation id. */
export function reply(
  link: Link,
  { correlationLow, correlationHigh }: Header,
  encode: (writer: Writer) => number,
): void {
  const writer = new Writer(rawData);
  const start = encode(writer);
  writer.view.setInt32(start + CORRELATION_OFFSET, correlationLow, true);
  writer.view.setInt32(start + CORRELATION_OFFSET + 4, correlationHigh, true);
  link.send(writer.bytes.subarray(start, writer.position));
}
