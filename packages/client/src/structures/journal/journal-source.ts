// The journal of one partition, as its reader needs it.
import type { ResponseOf } from '@hazelrx/protocol';
import { mapEventJournalRead, mapEventJournalSubscribe } from '@hazelrx/protocol/operations';
import { catchError, defer, map, merge, type Observable, of } from 'rxjs';
import { HazelcastError } from '../../errors.js';
import type { InternalOptions } from '../../invocation/call-options.js';
import type { ReadBatch, RingSource } from '../ring-source.js';
import type { Core } from '../structure.js';
import type { JournalItem } from './journal-item.js';
import type { JournalReadOptions } from './journal-options.js';
import type { SeenRoom } from './journal-places.js';

export const READ = mapEventJournalRead;

export interface SourceParts {
  readonly core: Core;
  readonly name: string;
  readonly filter: Pick<JournalReadOptions, 'predicate' | 'projection'>;
  readonly room: SeenRoom;
  /** Of its calls. */
  readonly options: InternalOptions & { readonly partition: number };
}

export function sourceOf({ core, name, filter, room, options }: SourceParts): RingSource<JournalItem> {
  const { connections } = core.router;
  const { predicate = null, projection = null } = filter;
  const bounds$ = defer(() => core.invoker.call(mapEventJournalSubscribe, { name }, answer => answer, options)).pipe(
    clearly(name),
    map(({ oldestSequence: head, newestSequence: tail }) => ({ head, tail, capacity: room.seen(head, tail) })),
  );
  return {
    hasFilter: predicate !== null,
    head$: bounds$.pipe(map(({ head }) => head)),
    tail$: bounds$.pipe(map(({ tail }) => tail)),
    bounds$,
    read(startSequence, maxSize, filtered) {
      const range = { startSequence, minSize: 1, maxSize };
      const request = { name, ...range, predicate: filtered ? predicate : null, projection };
      return core.invoker.call(READ, request, batchOf, options).pipe(clearly(name));
    },
    keeper() {
      const owner = connections.partitions.owner(options.partition);
      return owner && (connections.ofMember(owner) ?? owner.toString());
    },
    changes$: merge(connections.partitions.changes$, connections.open$),
    same: (one, other) => one.trace === other.trace,
    resolved: run => defer(() => of(run())),
  };
}

function batchOf({ readCount, items, itemSeqs, nextSeq }: ResponseOf<typeof READ>): ReadBatch<JournalItem> {
  const sequenceOf = (i: number) => itemSeqs?.[i] ?? nextSeq.sub(readCount - i);
  const records = (items as JournalItem[]).map((value, i) => ({ value, sequence: sequenceOf(i) }));
  return { readCount, records, nextSequence: nextSeq };
}

/** What members say where there is no journal does not tell what to do about it. */
function clearly<T>(name: string): (answer$: Observable<T>) => Observable<T> {
  return catchError((error: HazelcastError) => {
    if (error.code !== 'UNSUPPORTED_OPERATION') throw error;
    const { operation, structure, memberStack } = error;
    const reason = `the map has no event journal: set map.${name}.event-journal.enabled to true in the members' configuration`;
    throw new HazelcastError(error.code, reason, { operation, structure, memberStack, cause: error });
  });
}
