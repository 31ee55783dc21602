import { WireError } from '@hazelrx/protocol';

/** A message of a file: where it lies, and of how many frames it is made. */
export interface FileMessage {
  readonly offset: number;
  readonly length: number;
  readonly frames: number;
}

const FRAME_HEADER = 6;
const IS_FINAL = 0x2000;

/** Walks the frames of a file that holds messages one behind the other. Not the splitter: that is on trial itself. */
export function cutMessages(file: Buffer): FileMessage[] {
  const messages: FileMessage[] = [];
  let offset = 0;
  let frames = 0;
  for (let at = 0; at < file.length;) {
    const length = at + FRAME_HEADER > file.length ? 0 : file.readInt32LE(at);
    if (length < FRAME_HEADER || at + length > file.length) throw new WireError(`no frame at byte ${at}`);
    frames++;
    const isFinal = (file.readUInt16LE(at + 4) & IS_FINAL) !== 0;
    at += length;
    if (!isFinal) continue;
    messages.push({ offset, length: at - offset, frames });
    offset = at;
    frames = 0;
  }
  if (offset < file.length) throw new WireError(`the last message, from byte ${offset} on, has no end`);
  return messages;
}
