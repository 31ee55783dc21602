import { clientAddClusterViewListener } from '@hazelrx/protocol/operations';
import {
  distinctUntilChanged,
  EMPTY,
  ignoreElements,
  map,
  type Observable,
  retry,
  type SchedulerLike,
  switchMap,
  timer,
} from 'rxjs';
import { listenOn } from '../connection/bound-call.js';
import type { Connection } from '../connection/connection.js';
import type { Connections } from './connections.js';

/**
 * Keeps the member list and the partition table up to date. The oldest connection tells them; when it ends, the next
 * one. A registration that fails is tried again after `pause` milliseconds. Never emits; lasts until unsubscribed.
 */
export function followClusterView(
  connections: Connections,
  pause: number,
  scheduler: SchedulerLike,
): Observable<never> {
  return connections.open$.pipe(
    map(([oldest]) => oldest),
    distinctUntilChanged(),
    switchMap(teller =>
      teller ? viewOf(teller, connections).pipe(retry({ delay: () => timer(pause, scheduler) })) : EMPTY,
    ),
    ignoreElements(),
  );
}

function viewOf(teller: Connection, connections: Connections): Observable<unknown> {
  const { members, partitions } = connections;
  members.expectNewList();
  return listenOn(teller, clientAddClusterViewListener, {}, event => {
    if (event.event === 'MembersView') members.apply(event.version, event.memberInfos);
    if (event.event !== 'PartitionsView') return;
    if (partitions.apply(teller, event.version, event.partitions)) connections.reroute();
  });
}
