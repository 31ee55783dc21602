import Long from 'long';
import type { Data } from '../data.js';

const SEED = 0x0100_0193n;
/** Bytes before the body: partition hash and type id. */
const BODY_OFFSET = 8;
const BLOCK = 16;

/** State of the two lanes, and the factors that change with each block. */
interface Lanes {
  h1: bigint;
  h2: bigint;
  c1: bigint;
  c2: bigint;
}

/**
 * The 64-bit hash by which members count distinct values: MurmurHash3 for x64 in its first, unpublished form, over the
 * body of the blob. Java's own clients compute the same, so equal values count once whoever adds them.
 */
export function cardinalityHash({ bytes }: Data): Long {
  const body = bytes.subarray(BODY_OFFSET);
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const lanes: Lanes = {
    h1: 0x9368_e53c_2f6a_f274n ^ SEED,
    h2: 0x586d_cd20_8f7c_d3fdn ^ SEED,
    c1: 0x87c3_7b91_1142_53d5n,
    c2: 0x4cf5_ad43_2745_937fn,
  };
  const blocksEnd = body.length - (body.length % BLOCK);
  for (let at = 0; at < blocksEnd; at += BLOCK) {
    mix(lanes, view.getBigUint64(at, true), view.getBigUint64(at + 8, true));
    lanes.c1 = low64(lanes.c1 * 5n + 0x7b7d_159cn);
    lanes.c2 = low64(lanes.c2 * 5n + 0x6bce_6396n);
  }
  if (blocksEnd < body.length)
    mix(lanes, tail(view, blocksEnd, blocksEnd + 8), tail(view, blocksEnd + 8, blocksEnd + BLOCK));
  return finished(lanes, body.length);
}

function low64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function rotated(value: bigint, bits: bigint): bigint {
  return low64(value << bits) | (value >> (64n - bits));
}

function mix(lanes: Lanes, k1: bigint, k2: bigint): void {
  const { c1, c2 } = lanes;
  const h1 = low64((lanes.h1 ^ low64(rotated(low64(k1 * c1), 23n) * c2)) + lanes.h2);
  const h2 = low64((rotated(lanes.h2, 41n) ^ low64(rotated(low64(k2 * c2), 23n) * c1)) + h1);
  lanes.h1 = low64(h1 * 3n + 0x52dc_e729n);
  lanes.h2 = low64(h2 * 3n + 0x3849_5ab5n);
}

/** What is left of a block, as Java reads it: its bytes have a sign, which spreads over all that is above them. */
function tail(view: DataView, start: number, end: number): bigint {
  let value = 0n;
  for (let at = Math.min(end, view.byteLength) - 1; at >= start; at--)
    value ^= BigInt(view.getInt8(at)) << BigInt(8 * (at - start));
  return low64(value);
}

function finished({ h1, h2 }: Lanes, length: number): Long {
  const last = h2 ^ BigInt(length);
  const sum = low64(h1 + last);
  const hash = low64(avalanche(sum) + avalanche(low64(last + sum)));
  return Long.fromString(hash.toString(), true).toSigned();
}

function avalanche(value: bigint): bigint {
  const once = low64((value ^ (value >> 33n)) * 0xff51_afd7_ed55_8ccdn);
  const twice = low64((once ^ (once >> 33n)) * 0xc4ce_b9fe_1a85_ec53n);
  return twice ^ (twice >> 33n);
}
