import type Long from 'long';
import type { Data } from '../data.js';
import type { DataInput } from './data-input.js';
import type { DataOutput } from './data-output.js';
import * as TypeId from './type-id.js';

/** Where a member or a client listens or speaks, as Java keeps it: class 1 of factory 0. */
export interface PublisherAddress {
  readonly host: string;
  readonly port: number;
}

const CLUSTER_FACTORY = 0;
const ADDRESS = 1;
const TOPIC_FACTORY = -9;
const MESSAGE = 2;
const IS_IDENTIFIED = 1;

/** A message of a reliable topic, as its ringbuffer keeps it: class 2 of factory −9. */
export class TopicMessage {
  constructor(
    /** Milliseconds since 1970. */
    readonly publishTime: Long,
    /** Null from clients that do not tell, as Java's. */
    readonly publisher: PublisherAddress | null,
    readonly payload: Data,
  ) {}
}

/** The body of a message. The publisher is not written: a client has no address that others could reach. */
export function writeTopicMessage(out: DataOutput, { publishTime, payload }: TopicMessage): void {
  out.writeByte(IS_IDENTIFIED);
  out.writeInt(TOPIC_FACTORY);
  out.writeInt(MESSAGE);
  out.writeLong(publishTime);
  out.writeInt(TypeId.NULL);
  out.writeByteArray(payload.bytes);
}

function readTopicMessage(input: DataInput): TopicMessage {
  const publishTime = input.readLong();
  const publisher = input.readObject() as PublisherAddress | null;
  return new TopicMessage(publishTime, publisher, input.readData());
}

function readAddress(input: DataInput): PublisherAddress {
  const port = input.readInt();
  // Whether it is IPv4 or IPv6, which the host tells as well.
  input.readByte();
  return { host: input.readString() ?? '', port };
}

/** The classes that every client knows. */
export const TOPIC_READERS: ReadonlyMap<number, ReadonlyMap<number, (input: DataInput) => unknown>> = new Map<
  number,
  Map<number, (input: DataInput) => unknown>
>([
  [CLUSTER_FACTORY, new Map([[ADDRESS, readAddress]])],
  [TOPIC_FACTORY, new Map([[MESSAGE, readTopicMessage]])],
]);
