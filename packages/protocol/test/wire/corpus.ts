import {
  clientAddClusterViewListener,
  clientAuthentication,
  mapAddEntryListener,
  mapGetAll,
  mapPut,
  sqlExecute,
  vectorCollectionSearchNearVector,
} from '../../src/operations/index.js';
import { BigDecimal, HazelcastJsonValue, LocalDate, LocalTime, Serialization } from '../../src/serialization/index.js';
import { UUID } from '../../src/uuid.js';
import { encodeErrorResponse } from '../../src/wire/error-response.js';
import { encodeEvent, encodeRequest, encodeResponse } from '../../src/wire/operation.js';
import { Writer } from '../../src/wire/writer.js';
import { fragment } from './frames.js';

const uuid = UUID.parse('00112233-4455-6677-8899-aabbccddeeff');
const address = { host: '127.0.0.1', port: 5701 };
const member = {
  address,
  uuid,
  attributes: new Map([['zone', 'a']]),
  liteMember: false,
  version: { major: 5, minor: 7, patch: 0 },
  addressMap: new Map([[{ type: 1, identifier: 'public' }, address]]),
};
const partitions: [UUID, number[]][] = [[uuid, [0, 1, 2, 3]]];

/** Messages of many shapes: every kind of field and structure, and many types of values in the blobs. */
export function corpus(): Buffer[] {
  return [
    made(writer => encodeRequest(mapPut, writer, { name: 'm', key: 'k', value: { a: [1] }, threadId: 1, ttl: -1 })),
    made(writer => encodeResponse(mapGetAll, writer, { response: entries() })),
    made(writer => encodeEvent(mapAddEntryListener.events.Entry, writer, entryEvent())),
    made(writer => {
      const { MembersView } = clientAddClusterViewListener.events;
      encodeEvent(MembersView, writer, { version: 1, memberInfos: [member, member] });
    }),
    made(writer => {
      encodeEvent(clientAddClusterViewListener.events.PartitionsView, writer, { version: 1, partitions });
    }),
    made(writer => encodeResponse(clientAuthentication, writer, authenticated())),
    made(writer => encodeResponse(sqlExecute, writer, rows())),
    made(writer => encodeResponse(vectorCollectionSearchNearVector, writer, { result: [neighbour()] })),
    made(writer => encodeErrorResponse(writer, [error(), { ...error(), message: null }])),
    Buffer.concat([fragment(1, 'begin', pieces()[0]), fragment(1, 'end', pieces()[1])]),
  ];
}

function made(encode: (writer: Writer) => unknown): Buffer {
  const writer = new Writer(new Serialization());
  encode(writer);
  return Buffer.from(writer.copy());
}

/** A response in two halves. */
function pieces(): [Buffer, Buffer] {
  const whole = made(writer => encodeResponse(mapGetAll, writer, { response: [['key', 'value']] }));
  const first = whole.readInt32LE(0);
  const initial = Buffer.from(whole.subarray(0, first));
  initial.writeUInt16LE(initial.readUInt16LE(4) | 0x2000, 4);
  return [initial, whole.subarray(first)];
}

function entries(): [string, NonNullable<unknown>][] {
  const values = [1, 2n ** 70n, [1, 'a', null], new Map([['k', [1n]]]), new Set(['a']), new Date(0), uuid];
  const dates = [new LocalDate(2026, 2, 3), new BigDecimal(-15n, 3), { a: { b: [] } }, Int32Array.of(1, 2)];
  return [...values, ...dates].map((value, i) => [`key ${i}`, value]);
}

function entryEvent() {
  return { key: 'k', value: 'v', oldValue: null, mergingValue: null, eventType: 1, uuid, numberOfAffectedEntries: 1 };
}

function authenticated() {
  return {
    status: 0,
    address,
    memberUuid: uuid,
    serializationVersion: 1,
    serverHazelcastVersion: '5.7.0',
    partitionCount: 271,
    clusterId: uuid,
    failoverSupported: false,
    tpcPorts: [1, 2],
    tpcToken: Uint8Array.of(1, 2),
    memberListVersion: 1,
    memberInfos: [member],
    partitionListVersion: 1,
    partitions,
    keyValuePairs: new Map([['clusterVersion', '5.7']]),
  };
}

function rows() {
  const columns = [
    ['a', null],
    [true, null],
    [1, 2],
    [null, null],
    [new BigDecimal(5n, 1), null],
    [new LocalTime(1, 2, 3, 4), null],
    [new HazelcastJsonValue('{}'), null],
    ['object', null],
    [null, null],
  ];
  return {
    rowMetadata: [{ name: 'a', type: 0, nullable: true }],
    rowPage: { last: false, columnTypes: [0, 1, 4, 5, 6, 10, 15, 13, 14], columns },
    updateCount: -1,
    error: null,
    isInfiniteRows: false,
    partitionArgumentIndex: -1,
  };
}

function neighbour() {
  const vectors = [{ name: '', type: 0, vector: Float32Array.of(1, 2) }];
  return { key: 'k', value: null, score: 0.5, vectors };
}

function error() {
  const line = { className: 'A', methodName: 'run', fileName: null, lineNumber: 1 };
  return { errorCode: 22, className: 'java.io.IOException', message: 'broken', stackTraceElements: [line] };
}
