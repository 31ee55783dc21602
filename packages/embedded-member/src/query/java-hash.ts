import { UUID } from '@hazelrx/protocol';
import { Character, Floating, Integral } from './java-value.js';

/** Java's hash code of a key: the order of entries that are otherwise the same. 0 for classes that are not known here. */
export function javaHash(key: unknown): number {
  if (typeof key === 'string') return hashOfText(key);
  if (typeof key === 'boolean') return key ? 1231 : 1237;
  if (key instanceof Character) return key.value.charCodeAt(0);
  if (key instanceof Integral) return key.type === 'Long' ? folded(key.value) : Number(key.value);
  if (key instanceof UUID) return key.w0 ^ key.w1 ^ key.w2 ^ key.w3;
  return key instanceof Floating ? hashOfFloating(key) : 0;
}

function hashOfText(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

function hashOfFloating({ type, value }: Floating): number {
  const view = new DataView(new ArrayBuffer(8));
  if (type === 'Float') {
    view.setFloat32(0, value);
    return view.getInt32(0);
  }
  view.setFloat64(0, value);
  return folded(view.getBigInt64(0));
}

/** Both halves of 64 bits. */
function folded(value: bigint): number {
  return Number(BigInt.asIntN(32, value ^ (BigInt.asUintN(64, value) >> 32n)));
}
