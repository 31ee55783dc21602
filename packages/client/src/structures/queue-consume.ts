// The work queue: an item is gone from the queue when its handler has done with it, and not before.
import type { Codecs, UUID } from '@hazelrx/protocol';
import { transactionalQueuePoll } from '@hazelrx/protocol/operations';
import {
  catchError,
  concat,
  concatMap,
  defer,
  exhaustMap,
  filter,
  finalize,
  map,
  merge,
  NEVER,
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
import type { Companion, Core, Storable } from './structure.js';
import { watchedByMembers } from './watched-by-members.js';

/** Milliseconds before a lost connection is replaced. */
const PAUSE = 500;
/** Milliseconds before one that could not have the queue's owner tries again. */
const AWAY = 10_000;
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
  codecs?: Codecs,
): Observable<R> {
  return defer(() => {
    const consumption: Consumption<E, R> = { core, name, codecs, handler, ...checked(name, options) };
    const sessions = toldOf(name, core.invoker.parts.cluster.connect()).pipe(
      concatMap(() => session(consumption)),
      repeat(),
      retry({
        delay: (error: unknown) => (error instanceof Interrupted ? again(consumption, error) : throwError(() => error)),
      }),
    );
    return merge(toldOf(name, core.ended$), sessions);
  });
}

/** What is wrong with the client itself. */
function toldOf<T>(structure: string, source: Observable<T>): Observable<T> {
  const details = { operation: transactionalQueuePoll.name, structure };
  return source.pipe(catchError((error: HazelcastError) => throwError(() => error.toldOf(details))));
}

function again({ core, name }: Consumption<never, unknown>, { error }: Interrupted): Observable<unknown> {
  core.tell({ type: 'consumerInterrupted', structure: name, error });
  return timer(PAUSE, core.scheduler);
}

/**
 * One life of a connection, with a UUID that is never used again: members tell by it that what the client had begun is
 * to be rolled back.
 */
function session<E extends Storable, R>(consumption: Consumption<E, R>): Observable<R> {
  const { core, name } = consumption;
  return defer(() => {
    const { members, partitions } = core.router.connections;
    const home = partitions.owner(core.router.ofName(name));
    const companion = core.companion(home && members.find(home));
    const { closed$ } = companion.core.router.connections;
    const lost$ = closed$.pipe(
      map(({ error }): never => {
        throw error;
      }),
    );
    const worker = new QueueWorker(consumption, companion);
    const consuming = watchedByMembers(companion).pipe(
      interrupted,
      exhaustMap(() => concat(worker.work(toBeMoved(consumption, companion, home)), of(OVER))),
    );
    return merge(lost$.pipe(interrupted), consuming).pipe(
      takeWhile((result): result is R => result !== OVER),
      finalize(() => worker.end()),
    );
  });
}

/**
 * When the connection is not to the queue's owner any more, or never was: of a poll through another member, which asks
 * again when the owner dies, the first answer may have taken an item of which that member knows nothing.
 */
function toBeMoved(
  { core, name }: Consumption<never, unknown>,
  companion: Companion,
  home: UUID | undefined,
): Observable<unknown> {
  if (!core.options.smartRouting) return NEVER;
  const { partitions } = core.router.connections;
  const moved$ = merge(of(undefined), partitions.changes$).pipe(
    map(() => partitions.owner(core.router.ofName(name))),
    filter(owner => owner !== undefined && !owner.equals(home)),
  );
  const isHome = companion.core.router.connections.any()?.peer?.memberUuid.equals(home);
  return isHome ? moved$ : merge(moved$, timer(AWAY, core.scheduler));
}
