import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { disagreement, type ToldMessage } from './check-message.js';
import { cutMessages, type FileMessage } from './cut-messages.js';

/** A JSON file that tells the messages of a binary file. */
interface ToldFile {
  readonly binary: string;
  readonly messageCount?: number;
  readonly messages?: readonly ToldMessage[];
}

export interface FileReport {
  readonly name: string;
  /** Messages told or held, whichever are more. */
  readonly total: number;
  readonly agreeing: number;
  /** A line for each thing that is wrong. */
  readonly problems: readonly string[];
}

/** Checks every file of vectors in a directory. Throws where there is none, or one cannot be read. */
export function checkDirectory(directory: string): FileReport[] {
  const names = namesIn(directory).filter(name => name.endsWith('.json'));
  const told = names.map(name => ({ name, file: parse(join(directory, name)) })).filter(({ file }) => file?.binary);
  if (told.length === 0) throw new Error(`${directory} holds no vectors: no *.json that names a binary`);
  return told.map(({ name, file }) => checkFile(name, file!, read(join(directory, file!.binary))));
}

function checkFile(name: string, { messageCount, messages = [] }: ToldFile, binary: Buffer): FileReport {
  const problems: string[] = [];
  const held = attempt(() => cutMessages(binary), problems) ?? [];
  const total = Math.max(messages.length, held.length, messageCount ?? 0);
  if (total === 0) problems.push('no message in it');
  if (messages.length !== total || held.length !== total || (messageCount ?? total) !== total)
    problems.push(
      `${messages.length} messages told, ${messageCount ?? 'none'} announced, ${held.length} in the binary`,
    );
  let agreeing = 0;
  for (const [i, message] of messages.entries()) {
    const place = held[i];
    const problem = place ? wrong(message, place, binary) : 'not in the binary';
    if (problem) problems.push(`${message.service}.${message.method} ${message.event ?? message.kind}: ${problem}`);
    else agreeing++;
  }
  return { name, total, agreeing, problems };
}

function wrong(told: ToldMessage, { offset, length, frames }: FileMessage, binary: Buffer): string | undefined {
  if (told.offset !== offset || told.length !== length || told.frames !== frames)
    return `told at ${told.offset}+${told.length} (${told.frames} frames), found at ${offset}+${length} (${frames})`;
  try {
    return disagreement(told, new Uint8Array(binary.subarray(offset, offset + length)));
  } catch (error) {
    return String(error);
  }
}

function attempt<T>(read_: () => T, problems: string[]): T | undefined {
  try {
    return read_();
  } catch (error) {
    problems.push(String(error));
    return undefined;
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch (cause) {
    throw new Error(`${directory} is no directory that can be read`, { cause });
  }
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Error(`${path} cannot be read`, { cause });
  }
}

function parse(path: string): ToldFile | undefined {
  try {
    return JSON.parse(read(path).toString('utf8')) as ToldFile | undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new Error(`${path} is no JSON: ${cause.message}`, { cause });
    throw cause;
  }
}
