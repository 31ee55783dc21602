import type { UUID } from '@hazelrx/protocol';
import { mapTryLock, mapUnlock } from '@hazelrx/protocol/operations';
import {
  catchError,
  concatMap,
  defer,
  EMPTY,
  exhaustMap,
  ignoreElements,
  map,
  merge,
  type Observable,
  of,
  repeat,
  concat,
  switchMap,
  takeUntil,
} from 'rxjs';
import type { Core } from './structure.js';

/** A map that holds nothing, for its locks: of consumers of queues, and of clients that members are to watch. */
export const CONSUMERS = 'hazelrx.consumers';
/** Milliseconds after which a lock that was not unlocked ends. */
const LEASE = 10_000;
/** Keys that are looked at for one of a member's partitions: it has some out of some hundreds. */
const MOST_KEYS = 100_000;

const INTERNAL = { internal: true };

/** Who is to be watched. */
interface Watched {
  readonly core: Core;
  readonly uuid: UUID;
}

/**
 * Has every member that owns data watch this client: a member looks every few seconds whether clients that have locked a
 * key on it are still there, and ends what they leave behind, transactions included. Emits when all of them do, again
 * after partitions have moved; goes on until unsubscribed.
 */
export function watchedByMembers(client: Watched): Observable<undefined> {
  const { changes$ } = client.core.router.connections.partitions;
  const watched$ = watchedByAll(client);
  return merge(of(undefined), changes$).pipe(exhaustMap(() => watched$));
}

/**
 * The same from a client's first lock on, each time that partitions may have moved: a member that is given the lock of a
 * client that it does not watch keeps it for ever once that client is dead. Never fails; ends with the client.
 */
export function watchedOnceLocked(client: Watched): Observable<never> {
  const { ownership, router } = client.core;
  const { changes$ } = router.connections.partitions;
  return ownership.held$.pipe(
    switchMap(() => {
      const watched$ = watchedByAll(client).pipe(catchError(() => EMPTY));
      // Members may have given it up by the time it is back.
      return changes$.pipe(
        exhaustMap(() => watched$),
        takeUntil(ownership.lost$),
      );
    }),
    ignoreElements(),
  );
}

/** Each subscription has those watch that do not, as far as is known, and emits when all do. */
function watchedByAll({ core, uuid }: Watched): Observable<undefined> {
  const { partitions } = core.router.connections;
  const watching = new Set<string>();
  const missing = (): UUID | undefined => owners(core).find(owner => !watching.has(owner.toString()));
  const known = (): boolean => partitions.owner(0) !== undefined;
  const round = defer(() => {
    const owner = missing();
    // The first lock of a new cluster has it decide who owns what.
    if (!owner && known()) return EMPTY;
    const key = keyOf(core, uuid, owner);
    return locked(core, key).pipe(
      map(() => {
        const now = partitions.owner(core.router.ofKey(key));
        // It may have moved meanwhile.
        if (owner && now?.equals(owner)) watching.add(owner.toString());
      }),
    );
  }).pipe(repeat({ delay: () => (missing() ? of(undefined) : EMPTY) }), ignoreElements());
  const told = defer(() => (known() ? of(undefined) : EMPTY));
  return concat(round, told);
}

/** How many members cannot be had to watch: those that own no partition, as lite members, or new ones at first. */
export function membersWithoutData(core: Core): number {
  return core.router.connections.members.list.length - owners(core).length;
}

/** A table has one object for each member, however many partitions that owns. */
function owners({ router }: Core): readonly UUID[] {
  const { partitions } = router.connections;
  const found = new Set<UUID>();
  for (let id = 0; id < partitions.count; id++) {
    const owner = partitions.owner(id);
    if (owner) found.add(owner);
  }
  return [...found];
}

/** A key that nobody else has, in a partition of this member's. */
function keyOf({ router }: Core, uuid: UUID, owner: UUID | undefined): string {
  const { partitions } = router.connections;
  for (let n = 0; n < MOST_KEYS; n++) {
    const key = `${uuid.toString()}/${n}`;
    if (!owner || partitions.owner(router.ofKey(key))?.equals(owner)) return key;
  }
  return uuid.toString();
}

function locked({ invoker, ownership, router }: Core, key: string): Observable<undefined> {
  return defer(() => {
    const request = { name: CONSUMERS, key: router.data(key), threadId: ownership.newThread() };
    const acquire = { ...request, lease: LEASE, timeout: 0, referenceId: ownership.newReference() };
    const release = { ...request, referenceId: ownership.newReference() };
    return invoker
      .call(mapTryLock, acquire, ({ response }) => response, INTERNAL)
      .pipe(concatMap(() => invoker.call(mapUnlock, release, () => undefined, INTERNAL)));
  });
}
