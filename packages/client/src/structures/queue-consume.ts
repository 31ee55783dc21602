// The work queue: an item is gone from the queue when its handler has done with it, and not before.
import type { UUID } from '@hazelrx/protocol';
import { transactionalQueuePoll } from '@hazelrx/protocol/operations';
import {
  catchError,
  concat,
  defer,
  exhaustMap,
  filter,
  finalize,
  map,
  merge,
  type Observable,
  of,
  repeat,
  retry,
  takeWhile,
  throwError,
  timer,
} from 'rxjs';
import type { HazelcastError } from '../errors.js';
import {
  checked,
  type Consumption,
  Interrupted,
  interrupted,
  type QueueConsumeOptions,
  type QueueItemHandler,
} from './queue-consumption.js';
import { QueueWorker } from './queue-worker.js';
import type { Core, Storable } from './structure.js';
import { watchedByMembers } from './watched-by-members.js';

/** Milliseconds before a lost connection is replaced. */
const PAUSE = 500;
/** What a session says at its end. */
const OVER = Symbol('over');

/**
 * Hands each item to the handler, inside a transaction that commits when the handler completes, and emits what it has
 * emitted then. Cold; each subscription is a consumer of its own, and all share the items. An item whose transaction did
 * not commit returns to where it was: at once when the consumer's process ends, some seconds after its member's.
 */
export function consumeQueue<E extends Storable, R>(
  core: Core,
  name: string,
  handler: QueueItemHandler<E, R>,
  options: QueueConsumeOptions = {},
): Observable<R> {
  return defer(() => {
    const consumption: Consumption<E, R> = { core, name, handler, ...checked(name, options) };
    const sessions = session(consumption).pipe(
      repeat(),
      retry({
        delay: (error: unknown) => (error instanceof Interrupted ? again(consumption, error) : throwError(() => error)),
      }),
    );
    const details = { operation: transactionalQueuePoll.name, structure: name };
    const ended$ = core.ended$.pipe(catchError((error: HazelcastError) => throwError(() => error.toldOf(details))));
    return merge(ended$, sessions);
  });
}

function again({ core, name }: Consumption<never, unknown>, { error }: Interrupted): Observable<unknown> {
  core.tell({ type: 'consumerInterrupted', structure: name, error });
  return timer(PAUSE, core.scheduler);
}

/**
 * One life of a connection, with a UUID that is never used again: members tell by it that what the client had begun is
 * to be rolled back. The connection is to the queue's owner: of a poll through another member, which asks again when the
 * owner dies, the first answer may have taken an item of which that member knows nothing. So it completes when the queue
 * has moved, as soon as nothing is under way.
 */
function session<E extends Storable, R>(consumption: Consumption<E, R>): Observable<R> {
  const { core, name } = consumption;
  return defer(() => {
    const { partitions, members } = core.router.connections;
    const ownerNow = (): UUID | undefined => partitions.owner(core.router.ofKey(name));
    const home = ownerNow();
    const moved$ = merge(of(undefined), partitions.changes$).pipe(
      map(ownerNow),
      filter(owner => owner !== undefined && !owner.equals(home)),
    );
    const companion = core.companion(home && members.find(home));
    const worker = new QueueWorker(consumption, companion);
    const consuming = watchedByMembers(companion).pipe(
      interrupted,
      exhaustMap(() => concat(worker.work(moved$), of(OVER))),
    );
    return merge(companion.core.ended$.pipe(interrupted), consuming).pipe(
      takeWhile((result): result is R => result !== OVER),
      finalize(() => worker.end()),
    );
  });
}
