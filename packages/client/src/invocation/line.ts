import { type AnyOperation, type UUID } from '@hazelrx/protocol';
import {
  catchError,
  EMPTY,
  retry,
  type SchedulerLike,
  Subject,
  type Subscription,
  takeUntil,
  throwError,
  timer,
} from 'rxjs';
import { listenOn, requestOn } from '../connection/bound-call.js';
import type { Connection } from '../connection/connection.js';
import { detailsOf } from '../connection/pending.js';
import { faultClass, type HazelcastError } from '../errors.js';
import type { Options } from '../options.js';

export interface LineHandlers {
  event(event: unknown): void;
  registered(): void;
  /** The member refuses, or an event cannot be read. Not called for the end of the connection. */
  failed(error: HazelcastError): void;
}

export interface LineParts {
  readonly options: Options;
  readonly scheduler: SchedulerLike;
}

/** A listener's registration on one member, as long as the connection lives; a fault that may pass is tried again. */
export class Line {
  #registrationId: UUID | undefined;
  registered = false;
  #left = false;
  readonly #leaving = new Subject<void>();
  readonly #listening: Subscription;

  constructor(
    readonly parts: LineParts,
    readonly connection: Connection,
    readonly operation: AnyOperation,
    readonly request: Readonly<Record<string, unknown>>,
    readonly handlers: LineHandlers,
  ) {
    this.#listening = listenOn(connection, operation, request as never, event => {
      if (!this.#left) handlers.event(event);
    })
      .pipe(
        retry({
          delay: (error: HazelcastError) =>
            faultClass(error) === 'never' || !connection.alive || this.#left
              ? throwError(() => error)
              : timer(parts.options.retryPause, parts.scheduler).pipe(takeUntil(this.#leaving)),
        }),
      )
      .subscribe({
        next: response => this.#registered(response),
        error: (error: HazelcastError) => this.#failed(error),
      });
  }

  /** Nothing more is told. The member is told too, at once or as soon as it has answered. */
  close(): void {
    this.#left = true;
    this.#leaving.next();
    if (this.registered) this.#remove();
  }

  #registered(response: Readonly<Record<string, unknown>>): void {
    this.registered = true;
    this.#registrationId = response['response'] as UUID | undefined;
    if (this.#left) this.#remove();
    else this.handlers.registered();
  }

  #failed(error: HazelcastError): void {
    if (!this.connection.alive || this.#left) return;
    this.handlers.failed(error.operation === undefined ? error.toldOf(detailsOf(this)) : error);
  }

  /** A connection that ends takes its registrations along, so a removal is not tried on another one. */
  #remove(): void {
    const { connection, operation, request, parts } = this;
    const registrationId = this.#registrationId;
    this.#listening.unsubscribe();
    if (!operation.removedBy || !connection.alive) return;
    const removal = { ...request, registrationId };
    requestOn(connection, operation.removedBy, removal as never, parts.options.invocationTimeout)
      .pipe(catchError(() => EMPTY))
      .subscribe();
  }
}
