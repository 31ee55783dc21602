import { afterAll, beforeAll, expect, it } from 'vitest';
import { rawData } from '../../src/data.js';
import * as operations from '../../src/operations/index.js';
import { DataError, Serialization } from '../../src/serialization/index.js';
import { decodeErrorResponse } from '../../src/wire/error-response.js';
import { IS_FINAL, UNFRAGMENTED, WireError } from '../../src/wire/frame.js';
import { MessageSplitter } from '../../src/wire/message-splitter.js';
import type { AnyOperation } from '../../src/wire/operation.js';
import { Reader } from '../../src/wire/reader.js';
import { corpus } from './corpus.js';
import { frame } from './frames.js';
import { bytesInUse } from './memory.js';
import { Random } from './random.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
const INPUTS = Math.ceil(100_000 * SCALE);
const SEED = Number(process.env['HAZELRX_SEED'] ?? 20_260_101);
const LARGEST_INPUT = 8192;
/** What a damaged length, count or flag may become. */
const NUMBERS = [0, 1, 5, 6, 7, 13, 0x7fff_ffff, -1, -(2 ** 31), 0x00ff_ffff, 0x1000_0000, 0x2000_0000, 1 << 20];
const FLAGS = [0, 0x1000, 0x0800, 0x0400, 0x2000, 0x8000, 0x4000, 0xc000, 0xe000, 0xc200, 0x1800];

const codecs = [rawData, new Serialization(), new Serialization({ isBigEndian: false })];
const rows = Object.values<object>(operations).filter((row): row is AnyOperation => 'id' in row);
const plans = rows.flatMap(({ request, response, events }) => [
  request,
  response,
  ...Object.values(events).map(({ plan }) => plan),
]);
const planByType = new Map(
  rows.flatMap(({ id, request, response, events }) => [
    [id, request] as const,
    [id + 1, response] as const,
    ...Object.values(events).map(event => [event.id, event.plan] as const),
  ]),
);

/** A reader that gives up where decoding takes more steps than the bytes can account for. */
class BoundedReader extends Reader {
  #steps = 0;
  #most = 0;

  override reset(...place: Parameters<Reader['reset']>): this {
    this.#steps = 0;
    this.#most = 100 + place[3] - place[2];
    return super.reset(...place);
  }

  override enter(): void {
    this.#step();
    super.enter();
  }

  override get structureEnds(): boolean {
    this.#step();
    return super.structureEnds;
  }

  #step(): void {
    if (++this.#steps > this.#most) throw new Error('decoding does not come to an end');
  }
}

interface Allocator {
  allocUnsafeSlow(size: number): Buffer;
}

const allocator: Allocator = Buffer;
const { allocUnsafeSlow } = Buffer;
let largestAllocation = 0;

beforeAll(() => {
  allocator.allocUnsafeSlow = size => {
    largestAllocation = Math.max(largestAllocation, size);
    return allocUnsafeSlow(size);
  };
});

afterAll(() => {
  allocator.allocUnsafeSlow = allocUnsafeSlow;
});

it(
  `${INPUTS} random and damaged inputs end in values or in a WireError or DataError`,
  () => {
    const valid = corpus();
    const readers = codecs.map(codec => new BoundedReader(codec));
    const told = { messages: 0, decoded: 0, refused: 0 };
    const before = bytesInUse();
    for (let i = 0; i < INPUTS; i++) {
      const random = new Random(SEED + i);
      const input = inputOf(random, valid);
      try {
        feed(random, input, readers, told);
      } catch (cause) {
        const hex = input.toString('hex').slice(0, 2000);
        throw new Error(`HAZELRX_SEED=${SEED + i} makes an input that ends in ${String(cause)}: ${hex}`, { cause });
      }
    }
    expect(bytesInUse() - before).toBeLessThan(20e6);
    expect(largestAllocation).toBeLessThanOrEqual(2 * LARGEST_INPUT);
    // The inputs reach what they are meant to try.
    expect(told.messages).toBeGreaterThan(INPUTS / 4);
    expect(told.decoded).toBeGreaterThan(INPUTS / 20);
    expect(told.refused).toBeGreaterThan(INPUTS / 20);
  },
  20_000 * Math.max(1, SCALE),
);

function feed(random: Random, input: Buffer, readers: readonly Reader[], told: Record<string, number>): void {
  const splitter = new MessageSplitter((bytes, view, start, end) => {
    told['messages']!++;
    const type = end - start < 10 ? -1 : view.getInt32(start + 6, true);
    const plan = planByType.get(type) ?? random.pick(plans);
    for (const chosen of [plan, random.pick(plans)]) {
      const reader = random.pick(readers).reset(bytes, view, start, end);
      const decode = type === 0 ? () => decodeErrorResponse(reader) : () => chosen.decodeMessage(reader);
      if (survives(decode, WireError, DataError)) told['decoded']!++;
      else told['refused']!++;
    }
  }, 1 << 20);
  const size = 1 + random.below(input.length);
  survives(() => {
    for (let at = 0; at < input.length; at += size) splitter.push(input.subarray(at, at + size));
  }, WireError);
}

/** False where the action ends in one of the errors that bad bytes may end in. */
function survives(action: () => unknown, ...allowed: (new (...args: never[]) => Error)[]): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if (allowed.some(type => error instanceof type)) return false;
    throw error;
  }
}

function inputOf(random: Random, valid: readonly Buffer[]): Buffer {
  const kind = random.below(8);
  if (kind === 0) return random.bytes(random.below(200));
  if (kind === 1) return randomFrames(random);
  return damaged(random, valid).subarray(0, LARGEST_INPUT);
}

/** Frames with true lengths: what the fields make of any content and any flags. */
function randomFrames(random: Random): Buffer {
  const type = random.pick([...planByType.keys()]);
  const head = random.bytes(16 + random.below(40));
  head.writeInt32LE(type, 0);
  const count = random.below(12);
  const frames = Array.from({ length: count }, () => frame(random.pick(FLAGS), random.bytes(random.below(24))));
  return Buffer.concat([frame(UNFRAGMENTED, head), ...frames, frame(IS_FINAL | random.pick(FLAGS))]);
}

function damaged(random: Random, valid: readonly Buffer[]): Buffer {
  let bytes: Buffer = Buffer.from(random.pick(valid));
  for (let wounds = 1 + random.below(4); wounds > 0; wounds--) bytes = wounded(random, bytes, valid);
  return bytes;
}

function wounded(random: Random, bytes: Buffer, valid: readonly Buffer[]): Buffer {
  const at = random.below(bytes.length);
  const behind = at + random.below(bytes.length - at);
  switch (random.below(8)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(behind)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, behind), bytes.subarray(at)]);
    case 3: {
      const other = random.pick(valid);
      return Buffer.concat([bytes.subarray(0, at), other.subarray(random.below(other.length))]);
    }
    case 4:
      if (at + 4 <= bytes.length) bytes.writeInt32LE(random.pick(NUMBERS), at);
      return bytes;
    case 5:
      if (at + 4 <= bytes.length) bytes.writeInt32BE(random.pick(NUMBERS), at);
      return bytes;
    case 6:
      if (at + 2 <= bytes.length) bytes.writeUInt16LE(random.pick(FLAGS), at);
      return bytes;
    default:
      if (bytes.length > 0) bytes[at] = bytes[at]! ^ (1 << random.below(8));
      return bytes;
  }
}
