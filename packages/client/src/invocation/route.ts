import {
  type AnyOperation,
  type Codecs,
  Data,
  type DataCodec,
  EncodedEntries,
  partitionHash,
  partitionHashOfName,
  partitionId,
  type Serialization,
  type UUID,
  type Writer,
} from '@hazelrx/protocol';
import type { Connections } from '../cluster/connections.js';
import type { Connection } from '../connection/connection.js';
import type { Scratch } from '../connection/scratch.js';

/** Where a call goes, when its row does not say or the caller knows better. At most one of the three. */
export interface Target {
  /** The partition of this key, which need not be among the arguments. */
  readonly key?: unknown;
  readonly partition?: number;
  /** This member and no other. */
  readonly member?: UUID;
}

/** Of the empty frames that begin and end a list. */
const EMPTY_FRAME = 6;
const PLACELESS = 'this operation goes to one partition: say which by { partition } or { key }';
/** The names whose hash is remembered; beyond that it is worked out again. */
const REMEMBERED_NAMES = 10_000;

/** Which partition a request belongs to, and which connection that means now. */
export class Router {
  readonly #hashOfName = new Map<string, number>();

  constructor(
    readonly connections: Connections,
    readonly serialization: Serialization,
    readonly scratch: Scratch,
    readonly isBigEndian: boolean,
    /** 0 ≤ n < 1 */
    readonly random: () => number,
  ) {}

  /** The partition of the request that was just encoded into `writer`; −1 for none. */
  partition(
    operation: AnyOperation,
    request: Readonly<Record<string, unknown>>,
    target: Target,
    writer: Writer,
  ): number {
    const { count } = this.connections.partitions;
    if (target.partition !== undefined) return this.#checked(target.partition);
    if (target.key !== undefined) return this.ofKey(target.key, writer.codecs.key);
    switch (operation.route) {
      case 'key':
        return partitionId(partitionHash(writer.bytes, writer.view, writer.keyStart, writer.keyEnd), count);
      case 'name':
      case 'taskName':
        return this.ofName(request[operation.route]);
      case 'random':
        return Math.floor(this.random() * count);
      case 'partition':
        throw new TypeError(PLACELESS);
      case undefined:
        return -1;
    }
  }

  /** Undefined: not connected to where it must go. */
  connection(partition: number, { member }: Target): Connection | undefined {
    if (member) return this.connections.ofMember(member);
    return partition >= 0 ? this.connections.ofPartition(partition) : this.connections.any();
  }

  /** 0 until connected. */
  get partitionCount(): number {
    return this.connections.partitions.count;
  }

  /** The partition of a key. Only once connected: the cluster decides how many there are. */
  ofKey(key: unknown, codec: DataCodec = this.serialization): number {
    return this.#serialized(key, codec, ({ bytes, view, position }) =>
      partitionId(partitionHash(bytes, view, 0, position), this.connections.partitions.count),
    );
  }

  /** The blob of a value, of its own. */
  data(value: unknown, codec: DataCodec = this.serialization): Data {
    if (value instanceof Data) return value;
    return this.#serialized(value, codec, writer => new Data(writer.copy()));
  }

  /** The value of a blob. */
  value({ bytes }: Data, codec: DataCodec = this.serialization): unknown {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return codec.read(bytes, view, 0, bytes.length);
  }

  /** Entries, serialized into one block: cheaper than a blob for each. */
  encoded<I>(
    field: { write(writer: Writer, entries: I): void },
    entries: I,
    codecs: Codecs | undefined,
  ): EncodedEntries {
    const writer = this.scratch.take();
    if (codecs) writer.codecs = codecs;
    try {
      field.write(writer, entries);
      writer.position -= EMPTY_FRAME;
      return new EncodedEntries(writer.copy(EMPTY_FRAME));
    } finally {
      this.scratch.giveBack(writer);
    }
  }

  #serialized<T>(value: unknown, codec: DataCodec, use: (writer: Writer) => T): T {
    if (value == null) throw new TypeError('must not be null or undefined');
    const writer = this.scratch.take();
    try {
      codec.write(writer, value);
      return use(writer);
    } finally {
      this.scratch.giveBack(writer);
    }
  }

  #checked(partition: number): number {
    const { count } = this.connections.partitions;
    if (Number.isInteger(partition) && partition >= 0 && partition < count) return partition;
    throw new RangeError(`there is no partition ${partition}: they are numbered from 0 to ${count - 1}`);
  }

  /** The partition of a structure that is bound to one by its name. Only once connected. */
  ofName(name: unknown): number {
    if (typeof name !== 'string') throw new TypeError(PLACELESS);
    let hash = this.#hashOfName.get(name);
    if (hash === undefined) {
      hash = partitionHashOfName(name, this.isBigEndian);
      if (this.#hashOfName.size >= REMEMBERED_NAMES) this.#hashOfName.clear();
      this.#hashOfName.set(name, hash);
    }
    return partitionId(hash, this.connections.partitions.count);
  }
}
