import Long from 'long';
import { describe, expect, it } from 'vitest';
import { Data, rawData } from '../../src/data.js';
import { UUID } from '../../src/uuid.js';
import { byte, data, entryList, int, list, long, nullable, since, string, uuid } from '../../src/wire/field.js';
import {
  type AnyEvent,
  decodeEvent,
  decodeRequest,
  decodeResponse,
  encodeEvent,
  encodeRequest,
  encodeResponse,
  op,
} from '../../src/wire/operation.js';
import { Reader } from '../../src/wire/reader.js';
import { structure } from '../../src/wire/structure.js';
import { Writer } from '../../src/wire/writer.js';

const point = structure('Point', () => ({ name: string, x: int }));
const newPoint = structure('Point', () => ({
  name: string,
  x: int,
  y: since('2.1', long),
  label: since('2.1', nullable(string)),
  inner: since('2.2', point),
  more: since('2.2', list(point)),
}));
/** A structure without fixed fields that gets one more frame. */
const tag = structure('Tag', () => ({ text: string }));
const newTag = structure('Tag', () => ({ text: string, detail: since('2.1', nullable(list(string))) }));

const oldRow = op(0x010100, 'Map.old', () => ({
  request: { name: string, points: list(point), tag, threadId: long },
  response: { status: byte, points: entryList(string, point) },
  events: { Moved: { at: int, tag } },
}));
const newRow = op(0x010100, 'Map.old', () => ({
  request: {
    name: string,
    points: list(newPoint),
    tag: newTag,
    threadId: long,
    mode: since('2.1', byte),
    owner: since('2.2', uuid),
    key: since('2.1', data),
    route: since('2.2', list(newPoint)),
  },
  response: { status: byte, points: entryList(string, newPoint), count: since('2.1', int), note: since('2.2', string) },
  events: { Moved: { at: int, tag: newTag, by: since('2.1', nullable(string)) }, Gone: {} },
}));

const inner = { name: 'inner', x: 1 };
const newer = { name: 'p', x: 1, y: Long.fromNumber(2), label: 'l', inner, more: [inner, inner] };
const older = { name: 'p', x: 1 };
const absent = { y: undefined, label: undefined, inner: undefined, more: undefined };
const threadId = Long.ONE;
const request = {
  name: 'm',
  points: [newer, { ...newer, label: null }],
  tag: { text: 't', detail: ['d', 'e'] },
  threadId,
  mode: 3,
  owner: UUID.parse('00112233-4455-6677-8899-aabbccddeeff'),
  key: new Data(Uint8Array.of(1, 2, 3)),
  route: [newer],
};

function bytesOf(encode: (writer: Writer) => unknown): Reader {
  const writer = new Writer(rawData);
  encode(writer);
  return Reader.over(writer.copy());
}

describe('what a newer peer sends', () => {
  it('in a request: what is not known is skipped', () => {
    const reader = bytesOf(writer => encodeRequest(newRow, writer, request));
    expect(decodeRequest(oldRow, reader)).toEqual({ name: 'm', points: [older, older], tag: { text: 't' }, threadId });
  });

  it('in a response', () => {
    const points: [string, typeof newer][] = [
      ['a', newer],
      ['b', newer],
    ];
    const reader = bytesOf(writer => encodeResponse(newRow, writer, { status: 1, points, count: 2, note: 'n' }));
    const known = [
      ['a', older],
      ['b', older],
    ];
    expect(decodeResponse(oldRow, reader)).toEqual({ status: 1, points: known });
  });

  it('in an event', () => {
    const fields = { at: 1, tag: { text: 't', detail: null }, by: 'me' };
    const reader = bytesOf(writer => encodeEvent(newRow.events.Moved, writer, fields));
    expect(decodeEvent(oldRow, 0x010102, reader)).toEqual({ event: 'Moved', at: 1, tag: { text: 't' } });
  });

  it('as an event that is not known', () => {
    const reader = bytesOf(writer => encodeEvent(newRow.events.Gone, writer, {}));
    expect(decodeEvent(oldRow, 0x010103, reader)).toBeUndefined();
  });
});

describe('what an older peer sends', () => {
  const lacking = { points: [{ ...older, ...absent }], tag: { text: 't', detail: undefined } };

  it('in a request: what is missing is undefined', () => {
    const told = { name: 'm', points: [older], tag: { text: 't' }, threadId };
    const reader = bytesOf(writer => encodeRequest(oldRow, writer, told));
    const missing = { mode: undefined, owner: undefined, key: undefined, route: undefined };
    expect(decodeRequest(newRow, reader)).toStrictEqual({ name: 'm', ...lacking, threadId, ...missing });
  });

  it('in a response', () => {
    const reader = bytesOf(writer => encodeResponse(oldRow, writer, { status: 1, points: [['a', older]] }));
    const points = [['a', lacking.points[0]]];
    expect(decodeResponse(newRow, reader)).toStrictEqual({ status: 1, points, count: undefined, note: undefined });
  });

  it('in an event', () => {
    const reader = bytesOf(writer => encodeEvent(oldRow.events.Moved, writer, { at: 1, tag: { text: 't' } }));
    const { tag: oldTag } = lacking;
    expect(decodeEvent(newRow, 0x010102, reader)).toStrictEqual({ event: 'Moved', at: 1, tag: oldTag, by: undefined });
  });

  it('of a version between: the fields of that version', () => {
    const { owner: _owner, route: _route, ...told } = request;
    const reader = bytesOf(writer => encodeRequest(newRow, writer, told));
    expect(decodeRequest(newRow, reader)).toStrictEqual({ ...request, owner: undefined, route: undefined });
  });
});

describe('a newer field', () => {
  const base = { name: 'm', points: [], tag: { text: 't' }, threadId };

  it('cannot be given when one before it in the same place is left out', () => {
    const encode = (values: object) => () => bytesOf(writer => encodeRequest(newRow, writer, { ...base, ...values }));
    expect(encode({ owner: UUID.NIL })).toThrow(new TypeError('owner is given, but not the field before it'));
    expect(encode({ route: [] })).toThrow(new TypeError('route is given, but not key, which comes before it'));
    expect(encode({ mode: 1, owner: UUID.NIL })).not.toThrow();
  });

  it('cannot be given when one before it in a structure is left out', () => {
    const points = [{ ...older, y: 1, inner }];
    expect(() => bytesOf(writer => encodeRequest(newRow, writer, { ...base, points }))).toThrow(
      new TypeError('points: inner is given, but not label, which comes before it'),
    );
  });

  it('that may be null is not the same null and left out', () => {
    const event: AnyEvent = newRow.events.Moved;
    const lengthWith = (values: object): number => {
      const writer = new Writer(rawData);
      encodeEvent(event, writer, { at: 1, tag: { text: 't' }, ...values } as never);
      return writer.position;
    };
    expect(lengthWith({ by: null }) - lengthWith({})).toBe(6);
    expect(lengthWith({ by: undefined })).toBe(lengthWith({}));
  });
});
