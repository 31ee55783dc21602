// The members' side of the wire for unit tests: reads requests by the same table, answers what every client needs, and
// lets a test say the rest. Knows no data.
import {
  type AnyOperation,
  BACKUP_AWARE,
  BACKUP_EVENT,
  CORRELATION_OFFSET,
  type Decoded,
  decodeRequest,
  type Encodable,
  encodeErrorResponse,
  encodeEvent,
  encodeResponse,
  MessageSplitter,
  PARTITION_OFFSET,
  PROTOCOL_PREAMBLE,
  Reader,
  type Serialization,
  TYPE_OFFSET,
  UUID,
  Writer,
} from '@hazelrx/protocol';
import * as operations from '@hazelrx/protocol/operations';
import Long from 'long';
import { MEMBER_ERRORS, type MemberErrorCode } from '../../src/errors.js';
import type { Address, Transport, TransportHandlers } from '../../src/transport/transport.js';

const table = Object.values(operations).filter(row => 'request' in row) as readonly AnyOperation[];
const rowOf = new Map(table.map(row => [row.id, row]));
const wireCodes = new Map<string, number>(MEMBER_ERRORS.map(([code, name]) => [name, code]));

type Answer<O extends AnyOperation> = Encodable<O['response']['fields']>;
type Welcome = Partial<Answer<typeof operations.clientAuthentication>>;
type Script = (received: Received) => void;

/** A request as it reached a member, with the ways to react to it, now or later. */
export class Received<O extends AnyOperation = AnyOperation> {
  constructor(
    readonly link: Link,
    readonly operation: O,
    readonly request: Decoded<O['request']['fields']>,
    readonly correlation: Long,
    readonly partition: number,
    readonly backupAware: boolean,
  ) {}

  get member(): ScriptedMember {
    return this.link.member;
  }

  answer(response: Answer<O>, backupAcks = 0): void {
    this.#reply(writer => encodeResponse(this.operation, writer, response, backupAcks));
  }

  /** An error answer; the codes after the first are its causes. */
  refuse(...codes: readonly MemberErrorCode[]): void {
    const holders = codes.map(code => ({
      errorCode: wireCodes.get(code)!,
      className: `java.${code}`,
      message: `told ${code}`,
      stackTraceElements: [],
    }));
    this.#reply(writer => encodeErrorResponse(writer, holders));
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
    const writer = new Writer(this.member.cluster.serialization);
    const start = encode(writer);
    writer.view.setInt32(start + CORRELATION_OFFSET, this.correlation.low, true);
    writer.view.setInt32(start + CORRELATION_OFFSET + 4, this.correlation.high, true);
    this.link.write(writer.bytes.slice(start, writer.position));
  }
}

/** One pipe a client opened to a member. */
export class Link implements TransportHandlers {
  open = true;
  /** Backup acks go there. */
  backups: Received<typeof operations.clientLocalBackupListener> | undefined;
  view: Received<typeof operations.clientAddClusterViewListener> | undefined;
  /** What becomes of every message on its way out, in a test that breaks them. */
  mangle: ((message: Uint8Array) => Uint8Array) | undefined;
  #preamble = '';
  readonly #splitter = new MessageSplitter((bytes, view, start, end) => this.#message(bytes, view, start, end), 1e9);

  constructor(
    readonly member: ScriptedMember,
    readonly transport: Transport,
  ) {}

  opened(): void {}

  received(bytes: Uint8Array): void {
    this.member.cluster.chunks++;
    const missing = PROTOCOL_PREAMBLE.length - this.#preamble.length;
    this.#preamble += String.fromCharCode(...bytes.subarray(0, missing));
    if (!PROTOCOL_PREAMBLE.startsWith(this.#preamble)) throw new Error(`preamble ${this.#preamble}`);
    this.#splitter.push(bytes.slice(missing));
  }

  closed(): void {
    this.open = false;
    this.member.cluster.chunks++;
  }

  write(bytes: Uint8Array): void {
    this.member.cluster.chunks++;
    this.transport.write(this.mangle?.(bytes) ?? bytes, () => {});
  }

  /** As when the member's process dies. */
  cut(): void {
    this.open = false;
    this.member.cluster.chunks++;
    this.transport.close();
  }

  #message(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    const operation = rowOf.get(view.getInt32(start + TYPE_OFFSET, true))!;
    const reader = new Reader(this.member.cluster.serialization).reset(bytes, view, start, end);
    const at = start + CORRELATION_OFFSET;
    const received = new Received(
      this,
      operation,
      decodeRequest(operation, reader),
      new Long(view.getInt32(at, true), view.getInt32(at + 4, true)),
      view.getInt32(start + PARTITION_OFFSET, true),
      (view.getUint16(start + 4, true) & BACKUP_AWARE) !== 0,
    );
    this.member.take(received);
  }
}

/** What members of one cluster have in common. */
export interface Common {
  readonly id: UUID;
  readonly partitionCount: number;
  readonly version: number;
  /** Counts what moves. */
  chunks: number;
  readonly serialization: Serialization;
  readonly memberInfos: NonNullable<Welcome['memberInfos']>;
  readonly partitions: NonNullable<Welcome['partitions']>;
  /** Sends both views. */
  tell(listener: Received<typeof operations.clientAddClusterViewListener>): void;
}

export class ScriptedMember {
  uuid = UUID.random();
  /** Refuses new pipes when false. */
  up = true;
  /** In place of, or beside, what authentication answers. */
  welcome: Welcome = {};
  /** The fields that 2.7 added: without them the member speaks 2.6, and views come with the listener only. */
  tellsViewsAtOnce = true;
  readonly links: Link[] = [];
  readonly received: Received[] = [];
  readonly #scripts = new Map<AnyOperation, Script>();

  constructor(
    readonly cluster: Common,
    readonly address: Address,
  ) {
    this.on(operations.clientAuthentication, received => received.answer(this.greeting()));
    this.on(operations.clientAuthenticationCustom, received => received.answer(this.greeting()));
    for (const row of [
      operations.clientPing,
      operations.clientCreateProxy,
      operations.clientCreateProxies,
      operations.clientDestroyProxy,
    ])
      this.on<AnyOperation>(row, received => received.answer({}));
    this.on(operations.clientLocalBackupListener, received => {
      received.link.backups = received;
      received.answer({ response: UUID.random() });
    });
    this.on(operations.clientAddClusterViewListener, received => {
      received.link.view = received;
      received.answer({});
      this.cluster.tell(received);
    });
  }

  get name(): string {
    return `${this.address.host}:${this.address.port}`;
  }

  /** From now on `script` decides what becomes of requests of this row. */
  on<O extends AnyOperation>(operation: O, script: (received: Received<O>) => void): this {
    this.#scripts.set(operation, script as unknown as Script);
    return this;
  }

  take(received: Received): void {
    this.received.push(received);
    const script = this.#scripts.get(received.operation);
    if (script) return script(received);
    // Rows nobody scripted: listeners come and go, the rest meets silence.
    if (received.operation.removedBy) received.answer({ response: UUID.random() } as never);
    if (table.some(row => row.removedBy === received.operation)) received.answer({ response: true } as never);
  }

  /** The requests of one row so far. */
  of<O extends AnyOperation>(operation: O): Received<O>[] {
    return this.received.filter(each => each.operation === operation) as unknown as Received<O>[];
  }

  accept(transport: Transport): Link | undefined {
    if (!this.up) return undefined;
    const link = new Link(this, transport);
    this.links.push(link);
    return link;
  }

  /** The process is gone; `restart` brings another one to the same address. */
  kill(): void {
    this.up = false;
    for (const link of this.links) if (link.open) link.cut();
  }

  restart(): void {
    this.up = true;
    this.uuid = UUID.random();
  }

  /** A backup of the call was made here. Goes to the client that sent it, on this member's own connection. */
  ackBackup(call: { readonly correlation: Long }): void {
    const { backups } = this.links.find(link => link.open && link.backups)!;
    backups!.event('backup', { sourceInvocationCorrelationId: call.correlation }, BACKUP_EVENT);
  }

  /** What authentication answers. */
  greeting(): Answer<typeof operations.clientAuthentication> {
    const { cluster } = this;
    const views = {
      tpcPorts: null,
      tpcToken: null,
      memberListVersion: cluster.version,
      memberInfos: cluster.memberInfos,
      partitionListVersion: cluster.version,
      partitions: cluster.partitions,
      keyValuePairs: new Map(),
    };
    return {
      status: 0,
      address: this.address,
      memberUuid: this.uuid,
      serializationVersion: 1,
      serverHazelcastVersion: '5.7.0',
      partitionCount: cluster.partitionCount,
      clusterId: cluster.id,
      failoverSupported: false,
      ...(this.tellsViewsAtOnce ? views : {}),
      ...this.welcome,
    };
  }
}
