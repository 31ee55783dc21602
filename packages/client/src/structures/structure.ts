import type { AnyOperation, Codecs, RequestOf, ResponseOf, UUID } from '@hazelrx/protocol';
import { type Observable, type SchedulerLike, tap } from 'rxjs';
import type { ClientEvent } from '../client-events.js';
import type { Member } from '../cluster/members.js';
import { type ErrorDetails, HazelcastError } from '../errors.js';
import type { InternalOptions } from '../invocation/call-options.js';
import type { Invoker } from '../invocation/invoker.js';
import type { Listeners, ListenRequest, ProjectEvent } from '../invocation/listeners.js';
import type { Ownership } from '../invocation/ownership.js';
import type { Proxies } from '../invocation/proxies.js';
import type { Signal } from '../invocation/registration.js';
import type { Router } from '../invocation/route.js';
import type { CallObserver, UserCall } from '../invocation/user-call.js';
import type { Options } from '../options.js';

/** Whatever can be a key or a value. */
export type Storable = NonNullable<unknown>;

/** What structures are made of. */
export interface Core {
  readonly invoker: Invoker;
  readonly listeners: Listeners;
  readonly proxies: Proxies;
  readonly router: Router;
  readonly ownership: Ownership;
  readonly options: Options;
  readonly scheduler: SchedulerLike;
  /**
   * What `run` makes, where it serializes or reads on its own: on subscribe, and once the members, or this client, have the
   * schemas that it takes. `details`: what its errors tell of.
   */
  readonly resolved: <T>(run: () => T, details: ErrorDetails) => Observable<T>;
  /** Never emits; fails with `CLIENT_NOT_ACTIVE` when the client ends. */
  readonly ended$: Observable<never>;
  /** Tells on `events$`. */
  readonly tell: (event: ClientEvent) => void;
  /** Makes another client, which connects with its first call: to this member, if it can. */
  readonly companion: (home: Member | undefined) => Companion;
}

/**
 * A client beside this one, to the members another one: with one connection, and it ends with that. It leaves the blobs of
 * answers as they are.
 */
export interface Companion {
  readonly uuid: UUID;
  readonly core: Core;
  readonly end: () => void;
}

/** A named data structure of the cluster. Making one sends nothing. */
export abstract class Structure {
  readonly #proxy: NonNullable<InternalOptions['proxy']>;
  readonly #options: InternalOptions;

  constructor(
    protected readonly core: Core,
    readonly serviceName: string,
    readonly name: string,
    /** Of the types that are declared for it. Undefined: each value tells what it is. */
    protected readonly codecs?: Codecs,
    /** What members create it with. */
    proxy = core.proxies.get(serviceName, name),
  ) {
    this.#proxy = proxy;
    this.#options = complete({}, proxy, codecs);
  }

  /**
   * Removes the structure and its data from the cluster; it comes back, empty, with the next call. Event streams of this
   * client go on after a `gap`; those of others are told nothing more.
   */
  destroy(): Observable<undefined> {
    const { proxies, listeners } = this.core;
    return proxies.destroy(this.#proxy).pipe(tap(() => listeners.renew(this.name)));
  }

  protected call<O extends AnyOperation, T>(
    operation: O,
    request: RequestOf<O>,
    project: (response: ResponseOf<O>) => T,
    options?: InternalOptions,
  ): Observable<T> {
    return this.core.invoker.call(
      operation,
      request,
      project,
      options ? complete(options, this.#proxy, this.codecs) : this.#options,
    );
  }

  /** `Invoker.begin`, with options as `complete` gives them. */
  protected begin<O extends AnyOperation>(
    operation: O,
    request: RequestOf<O>,
    observer: CallObserver<ResponseOf<O>>,
    options = this.#options,
  ): UserCall {
    return this.core.invoker.begin(operation, request, options, observer);
  }

  /** Options for `begin`: made once for many calls. */
  protected complete(options: InternalOptions): InternalOptions {
    return complete(options, this.#proxy, this.codecs);
  }

  /** A call made of others, sent once there is a connection; it waits, counts and ends as one. */
  protected combined<T>(operation: AnyOperation, run: () => Observable<T>): Observable<T> {
    return this.core.invoker.combined(operation, this.name, run, this.#options);
  }

  /** The error of a call whose arguments cannot be meant. */
  protected refusal(operation: AnyOperation, reason: string): HazelcastError {
    return new HazelcastError('ILLEGAL_ARGUMENT', reason, { operation: operation.name, structure: this.name });
  }

  protected listen<O extends AnyOperation, T>(
    operation: O,
    request: ListenRequest<O>,
    project: ProjectEvent<O, T>,
    signals: boolean,
  ): Observable<T | Signal> {
    return this.core.listeners.listen(operation, request, project, signals, this.codecs);
  }
}

/** Always of one shape: what reads the options of every call stays fast. */
function complete(
  options: InternalOptions,
  proxy: NonNullable<InternalOptions['proxy']>,
  codecs: Codecs | undefined,
): InternalOptions {
  const { key, partition, member, timeout, repeatable, internal, patient, waits, once, onRetry, run } = options;
  return {
    key,
    partition,
    member,
    timeout,
    repeatable,
    proxy,
    codecs,
    internal,
    patient,
    waits,
    once,
    onRetry,
    run,
  } as InternalOptions;
}
