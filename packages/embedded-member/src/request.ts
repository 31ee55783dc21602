import {
  type AnyOperation,
  BACKUP_EVENT,
  CORRELATION_OFFSET,
  type Decoded,
  type Encodable,
  encodeEvent,
  encodeResponse,
  rawData,
  Writer,
} from '@hazelrx/protocol';
import type { clientLocalBackupListener } from '@hazelrx/protocol/operations';
import Long from 'long';
import type { ClientLink } from './client-link.js';
import type { Refusal } from './refusal.js';

/** A request whose row is not known at compile time. */
export interface AnyRequest {
  readonly link: ClientLink;
  readonly operation: AnyOperation;
  readonly arguments_: object;
  readonly partition: number;
  answer(response: never, backups?: readonly ClientLink[]): void;
  refuse(refusal: Refusal): void;
}

/** One request of one client, with the ways to react to it, now or later. Answers to a link that is gone go nowhere. */
export class Request<O extends AnyOperation> implements AnyRequest {
  constructor(
    readonly link: ClientLink,
    readonly operation: O,
    readonly arguments_: Decoded<O['request']['fields']>,
    readonly correlationLow: number,
    readonly correlationHigh: number,
    /** As the client worked it out; −1 for none. */
    readonly partition: number,
    /** The client waits for the backups by itself. */
    readonly backupAware: boolean,
  ) {}

  /** `backups`: the links over which the backups confirm to this client. */
  answer(response: Encodable<O['response']['fields']>, backups: readonly ClientLink[] = []): void {
    const confirming = this.backupAware ? backups : [];
    this.#reply(writer => encodeResponse(this.operation, writer, response, confirming.length));
    const sourceInvocationCorrelationId = new Long(this.correlationLow, this.correlationHigh);
    for (const { backupListener } of confirming) {
      backupListener?.event('backup', { sourceInvocationCorrelationId }, BACKUP_EVENT);
    }
  }

  refuse(refusal: Refusal): void {
    this.#reply(writer => refusal.encode(writer));
  }

  event<K extends keyof O['events'] & string>(
    name: K,
    fields: Encodable<O['events'][K]['plan']['fields']>,
    flags = 0,
  ): void {
    this.#reply(writer => encodeEvent(this.operation.events[name]!, writer, fields as never, flags));
  }

  /** The message that `encode` appends, under this request's correlation id. */
  #reply(encode: (writer: Writer) => number): void {
    const writer = new Writer(rawData);
    const start = encode(writer);
    writer.view.setInt32(start + CORRELATION_OFFSET, this.correlationLow, true);
    writer.view.setInt32(start + CORRELATION_OFFSET + 4, this.correlationHigh, true);
    this.link.send(writer.bytes.subarray(start, writer.position));
  }
}

export type BackupListener = Request<typeof clientLocalBackupListener>;
