// UTF-8 between strings and bytes, by the platform: `Buffer` where there is one, else TextEncoder and TextDecoder. Short
// ASCII goes through a loop where the native call costs more than 24 characters of it.

interface NativeText {
  write(text: string, offset: number, length: number, encoding: 'utf8'): number;
  toString(encoding: 'utf8', start: number, end: number): string;
  /** What `toString` calls in the end; not documented, so not everywhere. */
  utf8Slice?(start: number, end: number): string;
  latin1Slice?(start: number, end: number): string;
}
declare const TextEncoder: new () => { encodeInto(text: string, target: Uint8Array): { written: number } };
declare const TextDecoder: new (
  label: string,
  options: { ignoreBOM: boolean },
) => { decode(source: Uint8Array): string };

const SHORT = 24;
const native = 'Buffer' in globalThis;
const encoder = native ? undefined : new TextEncoder();
const decoder = native ? undefined : new TextDecoder('utf-8', { ignoreBOM: true });

/** Writes `text` at `offset`, where `3 × text.length` bytes must be free; returns the bytes written. */
export function writeUtf8(target: Uint8Array, offset: number, text: string): number {
  const length = text.length;
  if (length < SHORT) {
    let i = 0;
    for (; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) break;
      target[offset + i] = code;
    }
    if (i === length) return length;
  }
  if (encoder) return encoder.encodeInto(text, target.subarray(offset)).written;
  return (target as unknown as NativeText).write(text, offset, target.length - offset, 'utf8');
}

export function readUtf8(source: Uint8Array, start: number, end: number): string {
  if (decoder) return decode(decoder, source, start, end);
  const bytes = source as unknown as NativeText;
  return bytes.utf8Slice ? bytes.utf8Slice(start, end) : bytes.toString('utf8', start, end);
}

/** Longer parts of a string keep the whole of it alive: V8 copies up to 12 characters, and refers to the string beyond that. */
const COPIED = 12;
const WINDOW = 1024;

/** Reads texts that stand close together in the same bytes: short ASCII in half the time that a native call takes for each. */
export class NearbyTexts {
  readonly #source: Uint8Array;
  #window = '';
  #from = 0;

  constructor(source: Uint8Array) {
    this.#source = source;
  }

  read(start: number, end: number): string {
    const source = this.#source;
    const native = source as unknown as NativeText;
    if (end - start > COPIED || !native.latin1Slice) return readUtf8(source, start, end);
    for (let i = start; i < end; i++) if (source[i]! > 0x7f) return readUtf8(source, start, end);
    if (start < this.#from || end > this.#from + this.#window.length) {
      this.#window = native.latin1Slice(start, Math.min(start + WINDOW, source.length));
      this.#from = start;
    }
    return this.#window.substring(start - this.#from, end - this.#from);
  }
}

function decode(by: InstanceType<typeof TextDecoder>, source: Uint8Array, start: number, end: number): string {
  if (end - start >= SHORT) return by.decode(source.subarray(start, end));
  let text = '';
  for (let i = start; i < end; i++) {
    const code = source[i]!;
    if (code > 0x7f) return by.decode(source.subarray(start, end));
    text += String.fromCharCode(code);
  }
  return text;
}
