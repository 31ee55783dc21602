import type { UUID } from '@hazelrx/protocol';
import {
  concat,
  defer,
  distinctUntilChanged,
  EMPTY,
  type Observable,
  of,
  ReplaySubject,
  share,
  switchMap,
  tap,
} from 'rxjs';
import type { Signal } from '../invocation/registration.js';
import type { EntryEvent, MapEvent } from './entry-event.js';

/** A new value, or the need to look what it is now: changes may have been missed. */
export type Change<V> = { readonly value: V } | 'look';

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
        if (change !== 'look') return concat(of(change.value), looking ? look$ : EMPTY);
        looking = true;
        return look$;
      }),
      distinctUntilChanged(same),
    );
  }).pipe(share({ connector: () => new ReplaySubject(1) }));
}

/**
 * What an event means for the value of its key. The event of a member that is not the key's owner may come after one of
 * its new owner's.
 */
export function change<V>(
  event: EntryEvent<unknown, unknown> | MapEvent | Signal,
  isOwner: (member: UUID) => boolean,
): Change<V | null> {
  if (!('key' in event) || event.member === undefined || !isOwner(event.member.uuid)) return 'look';
  return { value: 'value' in event ? (event.value as V) : null };
}
