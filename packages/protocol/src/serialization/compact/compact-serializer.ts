import type { CompactReader } from './compact-reader.js';
import type { CompactWriter } from './compact-writer.js';

/** Writes and reads the instances of one class by hand. Every instance must write the same fields, of the same kinds. */
export interface CompactSerializer<T extends object = object> {
  getClass(): new (...args: never[]) => T;
  getTypeName(): string;
  read(reader: CompactReader): T;
  write(writer: CompactWriter, value: T): void;
}
