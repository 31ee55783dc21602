// A state of any kind in one map entry, which all clients change by compare-and-set: what primitives without a CP subsystem
// are made of.
import type { AnyOperation } from '@hazelrx/protocol';
import { cpGroupDestroyCPObject } from '@hazelrx/protocol/operations';
import { catchError, concatMap, defer, first, map, Observable, of, repeat, retry, tap, throwError } from 'rxjs';
import { type HazelcastError, IndeterminateError } from '../../errors.js';
import type { HazelcastMap } from '../../structures/map.js';
import type { Core, Storable } from '../../structures/structure.js';
import { pause } from '../pause.js';
import { RegisterChanges } from './register-changes.js';
import { isFinal, isRefusal, RegisterEntry } from './register-entry.js';
import { decodeRecord, type StateCodec } from './register-record.js';
import { RegisterWatch } from './register-watch.js';
import { type Change, PendingChange, unknownOutcome } from './register-write.js';

/** The longest pause after somebody else was faster than a removal, in milliseconds. */
const REMOVAL_PAUSE = 50;

/** What registers of one kind are kept in. */
export type RegisterMap = HazelcastMap<string, Uint8Array>;

/**
 * As good as the map is: what was acknowledged can be lost where an owner dies together with its backups, and where the
 * cluster splits. Short of that each change is made at most once, whatever is lost on the way.
 */
export class Register<S> {
  readonly #core: Core;
  readonly #entry: RegisterEntry;
  readonly #codec: StateCodec<S>;
  readonly #changes: RegisterChanges<S>;
  readonly #watch: RegisterWatch<S>;
  readonly #map: RegisterMap;

  constructor(
    core: Core,
    map: RegisterMap,
    key: string,
    codec: StateCodec<S>,
    /** What errors name. */
    readonly details: { readonly structure: string },
  ) {
    this.#core = core;
    this.#map = map;
    this.#codec = codec;
    this.#entry = new RegisterEntry(core, map, key);
    this.#changes = new RegisterChanges(core, this.#entry, codec);
    this.#watch = new RegisterWatch(core, map, key, () => this.read());
  }

  get(operation: AnyOperation): Observable<S> {
    return this.call(operation, () => this.read());
  }

  /**
   * Applies the change to the state, and emits its result once that is written. Changes of one client that wait are applied
   * in their order and written together. Fails with an `IndeterminateError` where nobody can find out whether it was
   * written, with a `TimeoutError` where it was not in time. One that nobody waits for any more is dropped, unless it was
   * sent.
   */
  update<R>(change: Change<S, R>, operation: AnyOperation): Observable<R> {
    return defer(() => {
      let pending: PendingChange<S> | undefined;
      const run = (): Observable<R> =>
        new Observable(subscriber => {
          const added = (pending = new PendingChange(change, subscriber));
          this.#changes.add(added);
          return () => this.#changes.leave(added);
        });
      return this.call(operation, run).pipe(
        catchError((error: HazelcastError) => {
          if (!pending?.sent || error instanceof IndeterminateError) throw error;
          throw unknownOutcome(error.reason, error);
        }),
      );
    });
  }

  /** The state now, as a part of a call. */
  read(): Observable<S> {
    const { initial } = this.#codec;
    return this.#entry.get().pipe(
      retry({ delay: (error: unknown) => (isFinal(error) ? throwError(() => error) : of(undefined)) }),
      map(value => (value === null ? initial : decodeRecord(this.#codec, value).state)),
    );
  }

  /**
   * The state now, and again whenever it may have changed: for those who wait, as a part of their call. Goes on through losses of connections;
   * what every other stream misses is found out within some seconds.
   */
  changes(): Observable<S> {
    return this.#watch.changes();
  }

  /** As if it had never been. Changes that are on their way are made to what comes after it, or not at all. */
  remove(operation: AnyOperation = cpGroupDestroyCPObject): Observable<undefined> {
    return this.call(operation, () => this.#removed());
  }

  /** A call of the application that is made of others, which are this register's. */
  call<T>(
    operation: AnyOperation,
    run: () => Observable<T>,
    timeout = this.#core.options.invocationTimeout,
  ): Observable<T> {
    const { invoker, proxies } = this.#core;
    const { structure } = this.details;
    const proxy = proxies.get(this.#map.serviceName, this.#map.name);
    const details = { operation: operation.name, structure };
    return invoker.combined(operation, structure, run, { proxy, timeout }).pipe(
      catchError((error: HazelcastError) => {
        throw error.operation === details.operation && error.structure === structure ? error : error.toldOf(details);
      }),
    );
  }

  /** Only the very record that was read: a request that comes late finds another one. */
  #removed(): Observable<undefined> {
    return this.#entry.get().pipe(
      concatMap(value => (value === null ? of(true) : this.#removeIfSame(value as Storable))),
      catchError((error: unknown) => (isFinal(error) ? throwError(() => error) : of(false))),
      repeat({ delay: () => pause(this.#core.router.random() * REMOVAL_PAUSE, this.#core) }),
      first(done => done),
      tap(() => this.#changes.forget()),
      map(() => undefined),
    );
  }

  #removeIfSame(value: Storable): Observable<boolean> {
    return this.#entry
      .removeIfSame(value)
      .pipe(catchError((error: unknown) => (isRefusal(error) ? throwError(() => error) : of(false))));
  }
}
