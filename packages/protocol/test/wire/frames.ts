import { BEGIN_FRAGMENT, END_FRAGMENT, IS_FINAL, UNFRAGMENTED } from '../../src/wire/frame.js';
import { MessageSplitter } from '../../src/wire/message-splitter.js';

export const NO_LIMIT = 2 ** 31 - 1;

/** One frame. `length` is told instead of the true one where it is given. */
export function frame(flags: number, content: Uint8Array | string = '', length?: number): Buffer {
  const bytes = Buffer.from(content);
  const header = Buffer.alloc(6);
  header.writeInt32LE(length ?? bytes.length + 6, 0);
  header.writeUInt16LE(flags, 4);
  return Buffer.concat([header, bytes]);
}

/** A whole message of one frame per text. */
export function message(...contents: string[]): Buffer {
  const last = contents.length - 1;
  const flags = (i: number): number => (i === 0 ? UNFRAGMENTED : 0) | (i === last ? IS_FINAL : 0);
  return Buffer.concat(contents.map((content, i) => frame(flags(i), content)));
}

/** A fragment that carries the frames in `body`; the last of them must be final. */
export function fragment(id: number, place: 'begin' | 'middle' | 'end', body: Buffer = Buffer.alloc(0)): Buffer {
  const content = Buffer.alloc(8);
  content.writeBigInt64LE(BigInt(id));
  const flags = { begin: BEGIN_FRAGMENT, middle: 0, end: END_FRAGMENT }[place];
  return Buffer.concat([frame(body.length === 0 ? flags | IS_FINAL : flags, content), body]);
}

/** The messages that a splitter makes of chunks, each copied. */
export function split(chunks: Iterable<Uint8Array>, maxMessageBytes = NO_LIMIT): Buffer[] {
  const messages: Buffer[] = [];
  const splitter = new MessageSplitter((bytes, _view, start, end) => {
    messages.push(Buffer.from(bytes.subarray(start, end)));
  }, maxMessageBytes);
  for (const chunk of chunks) splitter.push(chunk);
  return messages;
}

export function* chunksOf(bytes: Uint8Array, size: number): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}
