// The map entries by which clients that hold permits are known to live.
import { mapContainsKey, mapDelete, mapSet, mapSetTtl } from '@hazelrx/protocol/operations';
import { filter, map, type Observable, reduce } from 'rxjs';
import { toAnswer, toNothing } from '../../structures/answers.js';
import { NO_THREAD } from '../../structures/lockable-structure.js';
import { type Core, Structure } from '../../structures/structure.js';
import { pipelined } from '../../pipelined.js';

const SERVICE = 'hz:impl:mapService';
const IN_FLIGHT = 64;

/** Milliseconds that an entry lives on the members without being renewed. */
export const TTL = 30_000;
/** Milliseconds after which it is to be renewed. */
export const PERIOD = TTL / 3;

/** Each call is a part of one of the application's, or nobody's. */
export class PermitEntries extends Structure {
  constructor(core: Core) {
    super(core, SERVICE, 'hazelrx.permit-holders');
  }

  /** Of an id that nobody had before. Not sent again when it may have been done: one that comes late might bring back what is gone. */
  create(id: string): Observable<undefined> {
    const request = { name: this.name, key: id, value: this.core.options.instanceName, threadId: NO_THREAD, ttl: TTL };
    return this.call(mapSet, request, toNothing, { internal: true });
  }

  /** Emits false when it is missing, which it is for ever then. */
  renew(id: string): Observable<boolean> {
    return this.call(mapSetTtl, { name: this.name, key: id, ttl: TTL }, toAnswer, {
      internal: true,
      patient: true,
      repeatable: true,
      timeout: PERIOD,
    });
  }

  remove(id: string): Observable<undefined> {
    return this.call(mapDelete, { name: this.name, key: id, threadId: NO_THREAD }, toNothing, {
      internal: true,
      patient: true,
      repeatable: true,
    });
  }

  /** Those of which there is no entry any more. */
  missing(ids: readonly string[]): Observable<ReadonlySet<string>> {
    const { name } = this;
    const missing$ = pipelined(
      ids,
      id =>
        this.call(mapContainsKey, { name, key: id, threadId: NO_THREAD }, toAnswer, { internal: true }).pipe(
          filter(there => !there),
          map(() => id),
        ),
      IN_FLIGHT,
    );
    return missing$.pipe(reduce((all, id) => all.add(id), new Set<string>()));
  }
}
