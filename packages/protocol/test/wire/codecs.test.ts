import { describe, expect, it } from 'vitest';
import { rawData } from '../../src/data.js';
import * as operations from '../../src/operations/index.js';
import { UUID } from '../../src/uuid.js';
import { TYPE_OFFSET } from '../../src/wire/frame.js';
import {
  type AnyOperation,
  decodeEvent,
  decodeRequest,
  decodeResponse,
  encodeEvent,
  encodeRequest,
  encodeResponse,
} from '../../src/wire/operation.js';
import { Reader } from '../../src/wire/reader.js';
import { type Codecs, type DataCodec, Writer } from '../../src/wire/writer.js';

/** Writes one byte that says by which codec, and reads `by` where that is the same one. */
function tagged(role: keyof Codecs): DataCodec {
  const tag = role.charCodeAt(0);
  return {
    write: writer => writer.writeBytes(Uint8Array.of(tag)),
    read: (bytes, _, start) => (bytes[start] === tag ? role : `${role}, but written by another`),
  };
}

const codecs: Codecs = { key: tagged('key'), value: tagged('value'), object: tagged('object') };

function writerOf(): Writer {
  const writer = new Writer(rawData);
  writer.codecs = codecs;
  return writer;
}

function readerOf(writer: Writer): Reader {
  const reader = Reader.over(writer.copy());
  reader.codecs = codecs;
  return reader;
}

/** What of the request is written and read by which codec. */
function requestRoles(row: AnyOperation, request: object): object {
  const writer = writerOf();
  encodeRequest(row, writer, request as never);
  return decodeRequest(row, readerOf(writer));
}

function responseRoles(row: AnyOperation, response: object): object {
  const writer = writerOf();
  encodeResponse(row, writer, response as never);
  return decodeResponse(row, readerOf(writer));
}

const x = 'x';
const one = { name: 'n', threadId: 0, timeout: 0, ttl: 0 };

describe('Data fields are read and written by what they are in their structure', () => {
  it.each<[string, AnyOperation, object, object]>([
    ['a key and two values', operations.mapReplaceIfSame, { key: x, testValue: x, value: x }, { key: 'key', testValue: 'value', value: 'value' }],
    ['entries', operations.mapPutAll, { entries: [[x, x]] }, { entries: [['key', 'value']] }],
    ['entries of lists', operations.multiMapPutAll, { entries: [[x, [x]]] }, { entries: [['key', ['value']]] }],
    ['keys', operations.mapGetAll, { keys: [x] }, { keys: ['key'] }],
    ['a key and a processor', operations.mapExecuteOnKey, { key: x, entryProcessor: x }, { key: 'key', entryProcessor: 'object' }],
    ['a predicate', operations.mapEntriesWithPredicate, { predicate: x }, { predicate: 'object' }],
    ['a filter', operations.ringbufferReadMany, { startSequence: 0, minCount: 0, maxCount: 1, filter: x }, { filter: 'object' }],
    ['an item', operations.queueOffer, { value: x, timeoutMillis: 0 }, { value: 'value' }],
    ['items', operations.listAddAll, { valueList: [x] }, { valueList: ['value'] }],
    ['an item of a transaction', operations.transactionalSetAdd, { txnId: UUID.NIL, item: x }, { item: 'value' }],
  ])('%s of a request', (_, row, request, expected) => {
    expect(requestRoles(row, { ...one, ...request })).toMatchObject(expected);
  }); // prettier-ignore

  it.each<[string, AnyOperation, object, object]>([
    ['a value', operations.mapGet, { response: x }, { response: 'value' }],
    ['keys', operations.mapKeySet, { response: [x] }, { response: ['key'] }],
    ['entries', operations.mapEntrySet, { response: [[x, x]] }, { response: [['key', 'value']] }],
    ['results of a processor', operations.mapExecuteOnAllKeys, { response: [[x, x]] }, { response: [['key', 'object']] }],
    ['an aggregate', operations.mapAggregate, { response: x }, { response: 'object' }],
    ['projections', operations.mapProject, { response: [x, null] }, { response: ['object', null] }],
    ['results of a query', operations.mapFetchWithQuery, { results: [x], iterationPointers: [] }, { results: ['object'] }],
    ['an item', operations.listGet, { response: x }, { response: 'value' }],
    ['a reference', operations.atomicRefGet, { response: x }, { response: 'value' }],
    ['what a function made of it', operations.atomicRefApply, { response: x }, { response: 'object' }],
  ])('%s of a response', (_, row, response, expected) => {
    expect(responseRoles(row, response)).toMatchObject(expected);
  }); // prettier-ignore

  it('of an event', () => {
    const writer = writerOf();
    const { Topic: event } = operations.topicAddMessageListener.events;
    encodeEvent(event, writer, { item: x, publishTime: 0, uuid: UUID.NIL });
    const reader = readerOf(writer);
    const type = writer.view.getInt32(TYPE_OFFSET, true);
    expect(decodeEvent(operations.topicAddMessageListener, type, reader)).toMatchObject({ item: 'value' });
  });
});

it('are those of the writer and reader again after the next reset', () => {
  const writer = new Writer(rawData);
  const own = writer.codecs;
  writer.codecs = codecs;
  writer.reset();
  expect(writer.codecs).toBe(own);
  expect(own).toEqual({ key: rawData, value: rawData, object: rawData });
  const reader = new Reader(tagged('value'));
  const before = reader.codecs;
  reader.codecs = codecs;
  reader.reset(writer.bytes, writer.view, 0, 0);
  expect(reader.codecs).toBe(before);
});
