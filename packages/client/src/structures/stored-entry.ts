import { type Codecs, Data, type DataCodec, type StoredEntry } from '@hazelrx/protocol';
import type { Core } from './structure.js';

/** An entry that came as one object, read as the types that are declared for the map. */
export function readEntry<K, V>(core: Pick<Core, 'router'>, codecs: Codecs | undefined, entry: StoredEntry): [K, V] {
  const read = (part: unknown, codec: DataCodec | undefined): unknown =>
    part instanceof Data ? core.router.value(part, codec) : part;
  return [read(entry.key, codecs?.key) as K, read(entry.value, codecs?.value) as V];
}
