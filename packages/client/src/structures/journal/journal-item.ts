// What a read of a journal brings, opened where a schema that is missing can still be waited for.
import {
  type Codecs,
  type Data,
  type DataCodec,
  JournalMapEvent,
  partitionHash,
  UnknownSchemaError,
} from '@hazelrx/protocol';
import type { Router } from '../../invocation/route.js';
import type { JournalEventType } from './journal-event.js';

/** An event with its key and values read. */
export interface ReadEvent {
  readonly type: JournalEventType;
  readonly key: unknown;
  readonly value: unknown;
  readonly oldValue: unknown;
}

export type ReadItem = ReadEvent | { readonly type: 'projected'; readonly value: unknown };

export class JournalItem {
  constructor(
    /** A hash of what came: another event under its sequence has another one, but for one in four thousand million. */
    readonly trace: number,
    readonly read: ReadItem | undefined,
    /** Why it could not be read, where it could not: others that came with it can. */
    readonly error?: unknown,
  ) {}
}

/** By the bits of entry events. */
const TYPES = new Map<number, JournalEventType>([
  [1, 'added'],
  [2, 'removed'],
  [4, 'updated'],
  [8, 'evicted'],
  [512, 'loaded'],
]);

/** Reads the items of a journal as `JournalItem`; what is written is as it always is. */
export function journalCodecs(router: Pick<Router, 'serialization' | 'value'>, codecs: Codecs | undefined): Codecs {
  const { serialization } = router;
  const opened = (item: unknown): ReadItem => {
    if (!(item instanceof JournalMapEvent)) return { type: 'projected', value: item };
    const read = (data: Data | null, codec: DataCodec = serialization): unknown => data && router.value(data, codec);
    const type = TYPES.get(item.eventType);
    if (!type) throw new TypeError(`there is no kind ${item.eventType} of events in a journal`);
    return {
      type,
      key: read(item.key, codecs?.key),
      value: read(item.newValue, codecs?.value),
      oldValue: read(item.oldValue, codecs?.value),
    };
  };
  const object: DataCodec = {
    write: (writer, value) => serialization.write(writer, value),
    read(bytes, view, start, end) {
      const item = serialization.read(bytes, view, start, end);
      const trace = partitionHash(bytes, view, start, end - flagLength(item));
      try {
        return new JournalItem(trace, opened(item));
      } catch (error) {
        if (error instanceof UnknownSchemaError) throw error;
        return new JournalItem(trace, undefined, error);
      }
    },
  };
  return { key: serialization, value: serialization, object };
}

/** The flag at the end is about the read, not about the event. */
function flagLength(item: unknown): number {
  return item instanceof JournalMapEvent && item.lostEvents !== undefined ? 1 : 0;
}
