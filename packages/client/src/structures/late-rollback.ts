import { mapAddEntryListener } from '@hazelrx/protocol/operations';
import { forkJoin, map, type Observable, take } from 'rxjs';
import { listenOn } from '../connection/bound-call.js';
import type { Connection } from '../connection/connection.js';
import { CONSUMERS } from './watched-by-members.js';

/** Each of them holds up the rollback for as long as a member needs to ask all others something. */
const REGISTRATIONS = 16;

/**
 * Has the member at the other end take its time before it rolls back what this client has begun, if the client dies: an
 * item that a poll reserves while the member rolls back, or later, is never put back. A member takes down a lost client's
 * registrations first, one after the other, and those that are not local on all members. So there are some, of which
 * nothing is ever told. Emits once they are there; they last as long as the connection.
 */
export function rolledBackLate(connection: Connection): Observable<undefined> {
  const request = { name: CONSUMERS, includeValue: false, listenerFlags: 0, localOnly: false };
  const registrations = Array.from({ length: REGISTRATIONS }, () =>
    listenOn(connection, mapAddEntryListener, request, () => undefined).pipe(take(1)),
  );
  return forkJoin(registrations).pipe(map(() => undefined));
}
