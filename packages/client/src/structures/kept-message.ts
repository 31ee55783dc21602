// What the ringbuffer of a reliable topic holds: each message in a wrapping of its own.
import { type Codecs, type DataCodec, type TopicMessage, UnknownSchemaError } from '@hazelrx/protocol';
import type { Router } from '../invocation/route.js';

export class KeptMessage {
  constructor(
    readonly wrapped: TopicMessage,
    readonly message: unknown,
    /** Why it could not be read, where it could not: others that came with it can. */
    readonly error?: unknown,
  ) {}
}

/** Opens messages as they are read, where a schema that is missing can still be waited for. */
export function keptMessages(router: Pick<Router, 'serialization' | 'value'>, codec: DataCodec | undefined): Codecs {
  const { serialization } = router;
  const value: DataCodec = {
    write: (writer, kept) => serialization.write(writer, (kept as KeptMessage).wrapped),
    read(bytes, view, start, end) {
      const wrapped = serialization.read(bytes, view, start, end) as TopicMessage;
      try {
        return new KeptMessage(wrapped, router.value(wrapped.payload, codec));
      } catch (error) {
        if (error instanceof UnknownSchemaError) throw error;
        return new KeptMessage(wrapped, undefined, error);
      }
    },
  };
  return { key: serialization, value, object: serialization };
}
