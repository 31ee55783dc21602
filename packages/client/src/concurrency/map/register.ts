// A state of any kind in one map entry, which all clients change by compare-and-set: what primitives without a CP subsystem
// are made of.
import type { AnyOperation, RequestOf } from '@hazelrx/protocol';
import { cpGroupDestroyCPObject } from '@hazelrx/protocol/operations';
import {
  catchError,
  concatMap,
  first,
  map,
  type Observable,
  of,
  repeat,
  retry,
  tap,
  throwError,
  type Unsubscribable,
} from 'rxjs';
import { type HazelcastError, IndeterminateError } from '../../errors.js';
import type { InternalOptions } from '../../invocation/call-options.js';
import type { HazelcastMap } from '../../structures/map.js';
import type { Core, Storable } from '../../structures/structure.js';
import { pause } from '../pause.js';
import { retold } from '../retold.js';
import { RegisterChanges } from './register-changes.js';
import { isFinal, isRefusal, RegisterEntry } from './register-entry.js';
import { RegisterRecord, type StateCodec } from './register-record.js';
import { type Look, RegisterWatch } from './register-watch.js';
import { type Change, PendingChange, unknownOutcome } from './register-write.js';

/** The longest pause after somebody else was faster than a removal, in milliseconds. */
const REMOVAL_PAUSE = 50;

/** What registers of one kind are kept in: the same object for all of a client. */
export type RegisterMap = HazelcastMap<string, Uint8Array>;

/** Where a register is kept. */
export interface RegisterPlace {
  readonly core: Core;
  readonly map: RegisterMap;
  /** It was removed from the cluster. */
  readonly onRemoved?: () => void;
}

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
  readonly #onRemoved: (() => void) | undefined;
  readonly #request: RequestOf<AnyOperation>;
  readonly #options: Required<Pick<InternalOptions, 'proxy' | 'retell'>>;

  /** What errors name. */
  readonly details: { readonly structure: string };

  constructor({ core, map, onRemoved }: RegisterPlace, key: string, codec: StateCodec<S>) {
    this.#core = core;
    this.#codec = codec;
    this.#onRemoved = onRemoved;
    this.details = { structure: key };
    this.#request = { name: key } as never;
    this.#entry = new RegisterEntry(core, map, key);
    this.#changes = new RegisterChanges(core, this.#entry, codec);
    this.#watch = new RegisterWatch(core, map, key, () => this.read());
    this.#options = {
      proxy: core.proxies.get(map.serviceName, map.name),
      retell: (error, operation, work) => this.#retold(error, operation, work),
    };
  }

  get(operation: AnyOperation): Observable<S> {
    return this.call(operation, () => this.read());
  }

  /**
   * Applies the change to the state, and emits its result once that is written. Changes of one client that wait are applied
   * in their order and written together. Fails with an `IndeterminateError` where nobody can find out whether it was
   * written, with a `TimeoutError` where it was not in time. One that nobody waits for any more is dropped, unless it was
   * sent. `patient`: it has no end but that, and waits for a connection whatever the reconnect mode.
   */
  update<R>(change: Change<S, R>, operation: AnyOperation, patient = false): Observable<R> {
    const { proxy, retell } = this.#options;
    return this.#core.invoker.call(operation, this.#request, response => response as R, {
      proxy,
      retell,
      patient,
      waits: patient ? Infinity : 0,
      run: call => {
        const pending = new PendingChange(change, call, this.#changes);
        this.#changes.make(pending);
        return pending;
      },
    });
  }

  /** The state now, as a part of a call. */
  read(): Observable<S> {
    const { initial } = this.#codec;
    return this.#entry.get().pipe(
      retry({ delay: (error: unknown) => (isFinal(error) ? throwError(() => error) : of(undefined)) }),
      map(value => (value === null ? initial : RegisterRecord.read(this.#codec, this.#entry.toData, value).state)),
    );
  }

  /**
   * The state now, and again whenever it may have changed: for those who wait, as a part of their call. Goes on through losses of connections;
   * what every other stream misses is found out within some seconds.
   */
  looks(): Observable<Look<S>> {
    return this.#watch.looks();
  }

  /** As if it had never been. Changes that are on their way are made to what comes after it, or not at all. */
  remove(operation: AnyOperation = cpGroupDestroyCPObject): Observable<undefined> {
    return this.call(operation, () => this.#removed());
  }

  /** A call of the application that is made of others, which are this register's. `waits`: milliseconds, on purpose. */
  call<T>(operation: AnyOperation, run: () => Observable<T>, waits = 0): Observable<T> {
    return this.#core.invoker.combined(operation, this.details.structure, run, { ...this.#options, waits });
  }

  #retold(error: HazelcastError, operation: AnyOperation, work?: Unsubscribable): HazelcastError {
    const told = retold(error, { operation: operation.name, ...this.details });
    const isSent = work instanceof PendingChange && work.sent;
    return isSent && !(told instanceof IndeterminateError) ? unknownOutcome(told.reason, told) : told;
  }

  /** Only the very record that was read: a request that comes late finds another one. */
  #removed(): Observable<undefined> {
    return this.#entry.get().pipe(
      concatMap(value => (value === null ? of(true) : this.#removeIfSame(value as Storable))),
      catchError((error: unknown) => (isFinal(error) ? throwError(() => error) : of(false))),
      repeat({ delay: () => pause(this.#core.router.random() * REMOVAL_PAUSE, this.#core) }),
      first(done => done),
      tap(() => {
        this.#changes.forget();
        this.#onRemoved?.();
      }),
      map(() => undefined),
    );
  }

  #removeIfSame(value: Storable): Observable<boolean> {
    return this.#entry
      .removeIfSame(value)
      .pipe(catchError((error: unknown) => (isRefusal(error) ? throwError(() => error) : of(false))));
  }
}
