import { encodeEvent, encodeRequest, encodeResponse, rawData, Reader, TYPE_OFFSET, Writer } from '@hazelrx/protocol';
import { firstByteDifference, firstDifference } from './first-difference.js';
import { type MessageKind, messagesByType, type TableMessage } from './rows-by-type.js';
import { type TaggedValue, untag } from './tagged-value.js';

/** A message as the JSON of a vector file tells it. */
export interface ToldMessage {
  readonly service: string;
  readonly method: string;
  readonly kind: MessageKind;
  readonly event?: string;
  readonly messageType: string;
  readonly params: readonly { name: string; type: string; nullable: boolean; value: TaggedValue }[];
  readonly offset: number;
  readonly length: number;
  readonly frames: number;
}

/**
 * Says how the table disagrees with a message, if it does: in what decoding `bytes` gives, in the bytes that encoding
 * that again makes, or in those that encoding the told values makes.
 */
export function disagreement(told: ToldMessage, bytes: Uint8Array): string | undefined {
  const row = messagesByType.get(new DataView(bytes.buffer, bytes.byteOffset).getInt32(TYPE_OFFSET, true));
  return (row ? wrongRow(row, told) : 'the table has no row of this type') ?? wrongValues(row!, told, bytes);
}

function wrongRow({ operation, kind, event }: TableMessage, told: ToldMessage): string | undefined {
  return (
    firstDifference(operation.name, `${told.service}.${told.method}`, 'the row') ??
    firstDifference(kind, told.kind, 'the kind') ??
    firstDifference(event, told.event, 'the event')
  );
}

function wrongValues(row: TableMessage, told: ToldMessage, bytes: Uint8Array): string | undefined {
  const expected = Object.fromEntries(told.params.map(({ name, value }) => [name, untag(value)]));
  const { values, isWhole } = decode(row, bytes);
  const inDecoding = firstDifference(known(values), expected);
  if (inDecoding) return `decoded: ${inDecoding}`;
  if (!isWhole) return 'decoded: not to the end of the message';
  const again = firstByteDifference(encode(row, values), bytes);
  if (again) return `decoded and encoded: ${again}`;
  const anew = firstByteDifference(encode(row, expected), bytes);
  return anew && `encoded from the told values: ${anew}`;
}

function decode({ plan }: TableMessage, bytes: Uint8Array): { values: Record<string, unknown>; isWhole: boolean } {
  const reader = Reader.over(bytes, rawData);
  const values = { ...plan.decodeMessage(reader) };
  return { values, isWhole: reader.atEnd };
}

function encode(row: TableMessage, values: Record<string, unknown>): Uint8Array {
  const writer = new Writer(rawData);
  const { operation, kind, event } = row;
  if (kind === 'request') encodeRequest(operation, writer, values as never);
  else if (kind === 'response') encodeResponse(operation, writer, values as never);
  else encodeEvent(operation.events[event!]!, writer, values as never);
  return writer.copy();
}

/** Without the fields that are newer than the message, at any depth: decoding tells those as undefined. */
function known(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(known);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [known(key), known(item)]));
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const given = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(given.map(([name, field]) => [name, known(field)]));
}
