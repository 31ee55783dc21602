import type { Codecs } from '@hazelrx/protocol';
import { type Observable, throwError } from 'rxjs';
import { HazelcastError } from '../errors.js';
import { followed, hidesOrder } from '../query/followed.js';
import { live } from '../query/live.js';
import type { LiveChange, LiveOptions } from '../query/live-change.js';
import type { Predicate } from '../query/predicate.js';
import { LiveEvents } from './live-events.js';
import { LiveReads } from './live-reads.js';
import { notForEvents } from './query-request.js';
import { formOf } from './serialized-form.js';
import type { Core } from './structure.js';

interface LiveMapOptions extends LiveOptions {
  /** Only the entries it matches. */
  readonly predicate: Predicate<never, never> | undefined;
}

/** The entries of a map, kept as they are in the cluster. */
export function liveMap<K, V>(
  core: Core,
  { name, serviceName }: { readonly name: string; readonly serviceName: string },
  codecs: Codecs | undefined,
  { predicate: asked, ...options }: LiveMapOptions,
): Observable<LiveChange<K, V>> {
  const { router, proxies, scheduler } = core;
  const refusal = refused(asked, options);
  if (refusal !== undefined) {
    return throwError(
      () => new HazelcastError('ILLEGAL_ARGUMENT', refusal, { operation: 'Map.live', structure: name }),
    );
  }
  const predicate = asked && followed(asked);
  const { serialization } = router;
  const full = codecs ?? { key: serialization, value: serialization, object: serialization };
  const events = new LiveEvents<K, V>(core, name, full, predicate);
  const reads = new LiveReads<K, V>(core, name, full, predicate, proxies.get(serviceName, name));
  const identify = (key: K): unknown => {
    if (typeof key !== 'object') return key;
    try {
      return formOf(serialization.schemas.unsent(() => router.data(key, full.key)));
    } catch {
      // This client cannot write it: then it is what it is.
      return key;
    }
  };
  return live(
    {
      get partitionCount() {
        return router.partitionCount;
      },
      readsKeys: predicate === undefined,
      signals$: events.signals$,
      identify,
      read: (partitions, keys) => reads.read(partitions, keys),
    },
    options,
    scheduler,
  );
}

/** Why these arguments cannot be meant. */
function refused(predicate: unknown, { verifyEvery = 1 }: LiveOptions): string | undefined {
  if (!(verifyEvery > 0)) return `verifyEvery must be more than 0 milliseconds, not ${verifyEvery}`;
  if (predicate === undefined) return undefined;
  const reason = notForEvents(predicate);
  if (reason !== undefined) return reason;
  if (!hidesOrder(predicate as Predicate)) return undefined;
  return 'a live view cannot follow the NOT of an order in a text: use Predicates.not, or the opposite order';
}
