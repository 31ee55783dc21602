import { describe, expect, it } from 'vitest';
import { IS_FINAL, UNFRAGMENTED, WireError } from '../../src/wire/frame.js';
import { MessageSplitter } from '../../src/wire/message-splitter.js';
import { chunksOf, fragment, frame, message, NO_LIMIT, split } from './frames.js';
import { bytesInUse } from './memory.js';

const short = message('a');
const long = message('the first frame', '', 'x'.repeat(300), 'the last');
const stream = Buffer.concat([short, long, short]);
const ignore = (): void => {};

describe('messages', () => {
  it('that come in one chunk are handed on where they lie', () => {
    const places: [ArrayBufferLike, number, number][] = [];
    const chunk = new Uint8Array(stream);
    const splitter = new MessageSplitter((bytes, view, start, end) => {
      expect([view.buffer, view.byteOffset]).toEqual([bytes.buffer, bytes.byteOffset]);
      places.push([bytes.buffer, start, end]);
    }, NO_LIMIT);
    splitter.push(chunk);
    const [one, two] = [short.length, short.length + long.length];
    expect(places.map(([, ...place]) => place)).toEqual([
      [0, one],
      [one, two],
      [two, stream.length],
    ]);
    expect(places.every(([buffer]) => buffer === chunk.buffer)).toBe(true);
  });

  it('are put together wherever they are cut', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      expect(split([stream.subarray(0, cut), stream.subarray(cut)])).toEqual([short, long, short]);
    }
  });

  it('are put together wherever they are cut twice', () => {
    for (let first = 0; first <= stream.length; first += 31) {
      for (let second = first; second <= stream.length; second += 13) {
        const chunks = [stream.subarray(0, first), stream.subarray(first, second), stream.subarray(second)];
        expect(split(chunks)).toEqual([short, long, short]);
      }
    }
  });

  it.each([1, 2, 5, 6, 7, 64, 300])('come out of chunks of %i bytes', size => {
    expect(split(chunksOf(stream, size))).toEqual([short, long, short]);
  });

  it('wait for their last byte', () => {
    expect(split([stream.subarray(0, -1)])).toEqual([short, long]);
  });

  it('may lie anywhere in the memory of a chunk', () => {
    const padded = Buffer.concat([Buffer.alloc(13, 0xff), stream, Buffer.alloc(5, 0xff)]);
    expect(split([padded.subarray(13, 13 + stream.length)])).toEqual([short, long, short]);
  });
});

describe('fragments', () => {
  const whole = Buffer.concat([frame(UNFRAGMENTED, 'initial'), frame(0, 'second'), frame(IS_FINAL, 'third')]);
  const parts = [frame(UNFRAGMENTED | IS_FINAL, 'initial'), frame(IS_FINAL, 'second'), frame(IS_FINAL, 'third')];
  const pieces = (id: number): Buffer[] => [
    fragment(id, 'begin', parts[0]),
    fragment(id, 'middle', parts[1]),
    fragment(id, 'end', parts[2]),
  ];
  const contents = (bytes: Buffer): string => bytes.toString('latin1').replaceAll(/[^a-z]/g, '');

  it('are joined to the frames that they carry', () => {
    const [joined, ...others] = split([Buffer.concat(pieces(7))]);
    expect(others).toEqual([]);
    expect(joined).toEqual(Buffer.concat(parts));
    expect(contents(joined!)).toBe(contents(whole));
  });

  it('may have other messages between them', () => {
    const [one, two, three] = pieces(1);
    const [first, second, joined] = split([Buffer.concat([one!, short, two!, long, three!])]);
    expect([first, second]).toEqual([short, long]);
    expect(joined).toEqual(Buffer.concat(parts));
  });

  it('of two messages may come in turns, and end in any order', () => {
    const [a1, a2, a3] = pieces(1);
    const [b1, b2] = [fragment(2 ** 40 + 1, 'begin', short), fragment(2 ** 40 + 1, 'end', short)];
    expect(split([a1!, b1, a2!, b2, a3!])).toEqual([Buffer.concat([short, short]), Buffer.concat(parts)]);
  });

  it('are joined from chunks of one byte', () => {
    expect(split(chunksOf(Buffer.concat([...pieces(1), short]), 1))).toEqual([Buffer.concat(parts), short]);
  });

  it('may carry nothing, and the id may be used again', () => {
    const empty = [fragment(1, 'begin'), fragment(1, 'middle'), fragment(1, 'end', short)];
    expect(split([...empty, ...pieces(1)])).toEqual([short, Buffer.concat(parts)]);
  });

  it.each([
    ['that has not begun', [fragment(1, 'middle', short)], 'not begun'],
    ['that ends without having begun', [fragment(1, 'end', short)], 'not begun'],
    ['of a message that has ended', [...pieces(1), fragment(1, 'end', short)], 'not begun'],
    ['of another message', [fragment(1, 'begin', short), fragment(2, 'end', short)], 'not begun'],
    ['that begins again', [fragment(1, 'begin', short), fragment(1, 'begin', short)], 'begins again'],
    ['without an id', [frame(IS_FINAL, '1234567')], 'without an id'],
    ['and no other, all empty', [fragment(1, 'begin'), fragment(1, 'end')], 'without frames'],
  ])('one %s is refused', (_, chunks, says) => {
    expect(() => split(chunks)).toThrow(WireError);
    expect(() => split(chunks)).toThrow(says);
  });

  it('together are bounded', () => {
    const many = function* (body: Buffer): Iterable<Uint8Array> {
      for (let id = 0; id < 100_000; id++) yield fragment(id, 'begin', body);
    };
    expect(() => split(many(message('x'.repeat(1000))), 1 << 20)).toThrow('fragments of more than');
    expect(() => split(many(Buffer.alloc(0)), 1 << 20)).toThrow('fragments of more than');
  });

  it('that were joined count no longer', () => {
    const joined = Array.from({ length: 50 }, (_, id) => [
      fragment(id, 'begin', long),
      fragment(id, 'end', long),
    ]).flat();
    expect(split(joined, 4 * long.length)).toHaveLength(50);
  });
});

describe('lengths', () => {
  it.each([0, 1, 5, -1, -(2 ** 31)])('a frame of %i bytes is impossible', length => {
    for (const before of [Buffer.alloc(0), short, frame(UNFRAGMENTED, 'begun')]) {
      const bytes = Buffer.concat([before, frame(IS_FINAL, 'content', length)]);
      expect(() => split([bytes])).toThrow(new WireError(`impossible frame length ${length}`));
      expect(() => split(chunksOf(bytes, 1))).toThrow(new WireError(`impossible frame length ${length}`));
    }
  });

  it('a message may be as long as it is allowed to be, and not longer', () => {
    expect(split([long], long.length)).toEqual([long]);
    expect(() => split([long], long.length - 1)).toThrow(`more than ${long.length - 1} bytes`);
    expect(() => split(chunksOf(long, 1), long.length - 1)).toThrow(WireError);
    expect(split([stream], long.length)).toHaveLength(3);
  });

  it('a message is refused by its head, before its content has come', () => {
    expect(() => split([frame(UNFRAGMENTED, '', 4097)], 4096)).toThrow(WireError);
  });

  it('the limit can be raised on the way', () => {
    const seen: number[] = [];
    const splitter = new MessageSplitter((_bytes, _view, start, end) => seen.push(end - start), short.length);
    splitter.push(short);
    splitter.maxMessageBytes = long.length;
    splitter.push(long);
    expect(seen).toEqual([short.length, long.length]);
  });

  it('that are only claimed take no memory', () => {
    const before = bytesInUse();
    const splitters = Array.from({ length: 50 }, () => {
      const splitter = new MessageSplitter(ignore, NO_LIMIT);
      splitter.push(frame(UNFRAGMENTED, 'x', 2 ** 31 - 1));
      return splitter;
    });
    expect(bytesInUse() - before).toBeLessThan(5e6);
    expect(splitters).toHaveLength(50);
  });
});

describe('the buffer of cut messages', () => {
  const MEGABYTES = 16 * 2 ** 20;

  it.each([
    ['when nothing is left', Buffer.alloc(0)],
    ['when the next message has begun', short.subarray(0, 5)],
  ])('is let go after a large one, %s', (_, behind) => {
    const before = bytesInUse();
    let received = 0;
    const splitter = new MessageSplitter((_bytes, _view, start, end) => {
      received = end - start;
    }, NO_LIMIT);
    pushLarge(splitter, behind);
    expect(received).toBe(MEGABYTES + 6);
    expect(bytesInUse() - before).toBeLessThan(2e6);
    if (behind.length > 0) splitter.push(short.subarray(behind.length));
    expect(received).toBe(behind.length > 0 ? short.length : MEGABYTES + 6);
  });

  function pushLarge(splitter: MessageSplitter, behind: Buffer): void {
    const large = Buffer.concat([frame(UNFRAGMENTED | IS_FINAL, Buffer.alloc(MEGABYTES)), behind]);
    const half = large.length / 2;
    splitter.push(large.subarray(0, half));
    splitter.push(large.subarray(half));
  }
});
