// Memory in the class that the platform's text functions handle fastest: `Buffer` where there is one.

interface NativeBuffer {
  allocUnsafe(size: number): Uint8Array;
  allocUnsafeSlow(size: number): Uint8Array;
  from(buffer: ArrayBufferLike, byteOffset: number, length: number): Uint8Array;
  isBuffer(bytes: unknown): boolean;
}

const native = (globalThis as { Buffer?: NativeBuffer }).Buffer;

/** New bytes, not zeroed. */
export function allocate(size: number): Uint8Array {
  return native ? native.allocUnsafeSlow(size) : new Uint8Array(size);
}

/** The same bytes, not copied. */
export function adopt(bytes: Uint8Array): Uint8Array {
  if (!native || native.isBuffer(bytes)) return bytes;
  return native.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A copy of its own. (`slice` is none where the bytes are a `Buffer`.) */
export function copyBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end));
}

interface NativeCopying {
  copy(target: Uint8Array, at: number, start: number, end: number): number;
}

/**
 * A copy that may share a piece of memory with others: less than half the time where it has more than 64 bytes, of which a
 * memory of their own has to be allocated and freed. `bytes` are in the platform's class.
 */
export function copyPooled(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (!native) return copyBytes(bytes, start, end);
  const copy = native.allocUnsafe(end - start);
  (bytes as unknown as NativeCopying).copy(copy, 0, start, end);
  return copy;
}
