// The sessions of a client, one for each CP group in which it holds something.
import { UUID } from '@hazelrx/protocol';
import { cpSessionCreateSession } from '@hazelrx/protocol/operations';
import { catchError, concatMap, defer, EMPTY, map, merge, type Observable, of, share, tap, throwError } from 'rxjs';
import { notActive } from '../../cluster/cluster.js';
import type { HazelcastError } from '../../errors.js';
import type { Core } from '../../structures/structure.js';
import { CLOSING } from '../backend.js';
import { type CpGroups, groupKey, type RaftGroupId } from './cp-group.js';
import { CpSession } from './cp-session.js';

/** The session of one group. */
interface Place {
  current: CpSession | undefined;
  /** Makes one, once for all who wait. */
  readonly made$: Observable<CpSession>;
}

export class CpSessions {
  readonly #core: Core;
  readonly #groups: CpGroups;
  readonly #places = new Map<string, Place>();
  /** Those that are not closed, retired ones too. */
  readonly #live = new Set<CpSession>();
  #closed = false;
  readonly #uid = UUID.random();
  #calls = 0;

  constructor(core: Core, groups: CpGroups) {
    this.#core = core;
    this.#groups = groups;
  }

  /** The sessions there are. */
  get live(): readonly CpSession[] {
    return [...this.#live];
  }

  /** Tells a call that is sent again from another one; no other client uses it. */
  newUid(): UUID {
    const { w0, w1, w2 } = this.#uid;
    return new UUID(w0, w1, w2, ++this.#calls | 0);
  }

  /** The session of this object's group, made if need be, with one hold on it. */
  acquire(groupName: string): Observable<CpSession> {
    return this.#groups.id(groupName).pipe(
      concatMap(groupId => this.#session(groupId)),
      tap(session => session.retain()),
      catchError((error: HazelcastError) => {
        if (error.code === 'CP_GROUP_DESTROYED_EXCEPTION') this.#groups.forget(groupName);
        throw error;
      }),
    );
  }

  /** Ends all, as those who hold something are told, and makes no more. Ends by itself, and never fails. */
  close(): Observable<unknown> {
    return defer(() => {
      const sessions = this.live;
      this.end();
      if (this.#core.router.connections.open.length === 0) return EMPTY;
      return merge(...sessions.map(session => session.close({ timeout: CLOSING })));
    });
  }

  /** The client is over, and sends nothing more. */
  end(): void {
    this.#closed = true;
    for (const session of this.live) session.end(notActive());
  }

  #session(groupId: RaftGroupId): Observable<CpSession> {
    if (this.#closed) return throwError(notActive);
    const key = groupKey(groupId);
    let place = this.#places.get(key);
    if (!place) this.#places.set(key, (place = this.#place(groupId)));
    const { current, made$ } = place;
    if (current?.usable) return of(current);
    return made$;
  }

  #place(groupId: RaftGroupId): Place {
    const { invoker, options, scheduler } = this.#core;
    const endpointName = options.instanceName;
    const made$ = defer(() => {
      const asked = scheduler.now();
      const options = { internal: true };
      return invoker
        .call(cpSessionCreateSession, { groupId, endpointName }, response => response, options)
        .pipe(map(response => this.#made(place, new CpSession(this.#core, groupId, response, asked))));
    }).pipe(share());
    const place: Place = { current: undefined, made$ };
    return place;
  }

  /** The one before holds nothing, or is retired. */
  #made(place: Place, session: CpSession): CpSession {
    if (this.#closed) {
      session.close({ timeout: CLOSING }).subscribe();
      throw notActive();
    }
    const before = place.current;
    if (before && before.holds === 0) before.forget();
    place.current = session;
    this.#live.add(session);
    session.ended$.subscribe({ complete: () => this.#live.delete(session) });
    return session;
  }
}
