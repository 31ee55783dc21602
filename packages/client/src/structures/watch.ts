import type { UUID } from '@hazelrx/protocol';
import {
  concat,
  connect,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  map,
  merge,
  type Observable,
  of,
  ReplaySubject,
  type SchedulerLike,
  share,
  switchMap,
  tap,
  timer,
} from 'rxjs';
import type { Signal } from '../invocation/registration.js';
import { SETTLING } from '../query/live-view.js';
import type { EntryEvent, MapEvent } from './entry-event.js';

/**
 * A new value, or the need to look what it is now: changes may have been missed. `unordered`: changes of before may also
 * still come.
 */
export type Change<V> = { readonly value: V } | 'look' | 'unordered';

/**
 * The value now, then whenever it changes, shared by all who subscribe. A change that comes while the value is being
 * read may be older or newer than the answer, so it is read again then: in the end the last value is told, never an
 * older one.
 */
export function watched<V>(
  changes$: Observable<Change<V>>,
  current$: Observable<V>,
  same: (one: V, other: V) => boolean,
): Observable<V> {
  return defer(() => {
    let looking = false;
    const look$ = current$.pipe(tap(() => (looking = false)));
    return changes$.pipe(
      switchMap(change => {
        if (typeof change === 'object') return concat(of(change.value), looking ? look$ : EMPTY);
        looking = true;
        return look$;
      }),
      distinctUntilChanged(same),
    );
  }).pipe(share({ connector: () => new ReplaySubject(1) }));
}

/** Where changes of before may still come, has it look once more when they are there. */
export function settled<V>(changes$: Observable<Change<V>>, scheduler: SchedulerLike): Observable<Change<V>> {
  const again = connect<Change<V>, Observable<Change<V>>>(shared$ => {
    const unordered$ = shared$.pipe(filter(change => change === 'unordered'));
    return merge(
      shared$,
      unordered$.pipe(switchMap(() => timer(SETTLING, scheduler).pipe(map(() => 'look' as const)))),
    );
  });
  return changes$.pipe(again);
}

/**
 * What an event means for the value of its key. The event of a member that is not the key's owner may come after one of
 * its new owner's.
 */
export function change<V>(
  event: EntryEvent<unknown, unknown> | MapEvent | Signal,
  isOwner: (member: UUID) => boolean,
): Change<V | null> {
  if (event.type === 'mapCleared' || event.type === 'mapEvicted') return 'unordered';
  if (!('key' in event) || event.member === undefined || !isOwner(event.member.uuid)) return 'look';
  return { value: 'value' in event ? (event.value as V) : null };
}
