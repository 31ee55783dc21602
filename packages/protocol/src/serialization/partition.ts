// Where a key lives: the hash of its blob, and the partition of a hash. The member computes the same.

import { rawData } from '../data.js';
import { Writer } from '../wire/writer.js';
import { DataOutput } from './data-output.js';

const SEED = 0x0100_0193;
const C1 = 0xcc9e_2d51 | 0;
const C2 = 0x1b87_3593;

/** Bytes before the body: partition hash and type id. */
const BODY_OFFSET = 8;

/** The hash that the blob at `start`–`end` brings along, else that of its body. */
export function partitionHash(bytes: Uint8Array, view: DataView, start: number, end: number): number {
  if (end - start >= BODY_OFFSET) {
    const stored = view.getInt32(start);
    if (stored !== 0) return stored;
  }
  return murmur3(bytes, view, start + BODY_OFFSET, end);
}

export function partitionId(hash: number, partitionCount: number): number {
  return hash === -0x8000_0000 ? 0 : Math.abs(hash) % partitionCount;
}

/**
 * The key that decides where the whole of a queue, list, set, ringbuffer or topic lives: the text after the first `@`
 * of its name (none after a last `@`, as in Java and Python), or the name.
 */
export function partitionKeyOfName(name: string): string {
  return name.slice(name.indexOf('@') + 1);
}

/** The hash of that key as a String of the cluster, whose byte order takes part in it. */
export function partitionHashOfName(name: string, isBigEndian = true): number {
  const key = partitionKeyOfName(name);
  const writer = new Writer(rawData, 4 + 3 * key.length);
  new DataOutput(writer, !isBigEndian).writeString(key);
  return murmur3(writer.bytes, writer.view, 0, writer.position);
}

/** MurmurHash3, the 32-bit variant for x86, with Hazelcast's seed. */
function murmur3(bytes: Uint8Array, view: DataView, start: number, end: number): number {
  const length = Math.max(end - start, 0);
  const blocksEnd = start + (length & ~3);
  let hash = SEED;
  for (let at = start; at < blocksEnd; at += 4) {
    hash ^= scramble(view.getInt32(at, true));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe654_6b64) | 0;
  }
  let tail = 0;
  for (let at = start + length - 1; at >= blocksEnd; at--) tail = (tail << 8) | bytes[at]!;
  hash ^= scramble(tail) ^ length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}

function scramble(block: number): number {
  const mixed = Math.imul(block, C1);
  return Math.imul((mixed << 15) | (mixed >>> 17), C2);
}
