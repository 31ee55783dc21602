// The client's end of a connection, bytes and no manners.
import {
  type AnyOperation,
  CORRELATION_OFFSET,
  decodeErrorResponse,
  decodeResponse,
  encodeRequest,
  ERROR_RESPONSE_TYPE,
  type MemberError,
  MessageSplitter,
  PROTOCOL_PREAMBLE,
  Reader,
  type RequestOf,
  type ResponseOf,
  Serialization,
  TYPE_OFFSET,
  UNFRAGMENTED,
  UUID,
  Writer,
} from '@hazelrx/protocol';
import { clientAuthentication } from '@hazelrx/protocol/operations';
import type { Transport, TransportHandlers } from 'hazelrx';
import type { VirtualCluster } from './virtual-cluster.js';

const serialization = new Serialization({});

export class RawClient implements TransportHandlers {
  open = false;
  #transport: Transport | undefined;
  #sent = 0;
  /** By correlation id; each a copy. */
  readonly #answers = new Map<number, Uint8Array>();
  readonly #splitter = new MessageSplitter((bytes, view, start, end) => {
    this.#answers.set(view.getInt32(start + CORRELATION_OFFSET, true), bytes.slice(start, end));
  }, 1e9);

  constructor(
    readonly virtual: VirtualCluster,
    readonly uuid = UUID.random(),
  ) {}

  /** Connected to a member. It says nothing by itself. */
  static async to(virtual: VirtualCluster, index = 0, uuid?: UUID): Promise<RawClient> {
    const client = new RawClient(virtual, uuid);
    virtual.cluster.dial(virtual.cluster.lives[index]!.address, client);
    await virtual.clock.advance(0);
    return client;
  }

  /** And let in. */
  static async welcomed(virtual: VirtualCluster, index = 0, uuid?: UUID): Promise<RawClient> {
    const client = await RawClient.to(virtual, index, uuid);
    client.greet();
    await client.ask(clientAuthentication, client.introduction);
    return client;
  }

  get introduction(): RequestOf<typeof clientAuthentication> {
    return {
      clusterName: this.virtual.cluster.clusterName,
      username: null,
      password: null,
      uuid: this.uuid,
      clientType: 'RAW',
      serializationVersion: 1,
      clientHazelcastVersion: '5.7.0',
      clientName: 'raw',
      labels: [],
      routingMode: 0,
      cpDirectToLeaderRouting: false,
    };
  }

  opened(transport: Transport): void {
    this.open = true;
    this.#transport = transport;
  }

  received(bytes: Uint8Array): void {
    this.#splitter.push(bytes);
  }

  closed(): void {
    this.open = false;
  }

  close(): void {
    this.#transport!.close();
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#transport!.write(bytes, () => {});
    await this.virtual.clock.advance(0);
  }

  greet(): void {
    this.#transport!.write(new TextEncoder().encode(PROTOCOL_PREAMBLE), () => {});
  }

  message<O extends AnyOperation>(operation: O, request: RequestOf<O>, flags = UNFRAGMENTED): Uint8Array {
    const writer = new Writer(serialization);
    const start = encodeRequest(operation, writer, request, flags);
    writer.view.setInt32(start + CORRELATION_OFFSET, ++this.#sent, true);
    return writer.bytes.slice(start, writer.position);
  }

  /** The message that came back for the last request. */
  get answer(): Uint8Array | undefined {
    return this.#answers.get(this.#sent);
  }

  /** What comes back without any time passing: the response, an error, or undefined where there is nothing. */
  async ask<O extends AnyOperation>(
    operation: O,
    request: RequestOf<O>,
    flags?: number,
  ): Promise<ResponseOf<O> | MemberError | undefined> {
    await this.write(this.message(operation, request, flags));
    const bytes = this.answer;
    if (!bytes) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const reader = new Reader(serialization).reset(bytes, view, 0, bytes.length);
    if (view.getInt32(TYPE_OFFSET, true) === ERROR_RESPONSE_TYPE) return decodeErrorResponse(reader)[0];
    return decodeResponse(operation, reader);
  }
}
