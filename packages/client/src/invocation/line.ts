import { type AnyOperation, type Codecs, type UUID } from '@hazelrx/protocol';
import {
  catchError,
  concat,
  defer,
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
import type { EventOrder } from '../connection/event-order.js';
import { detailsOf } from '../connection/pending.js';
import { faultClass, type HazelcastError } from '../errors.js';
import type { Options } from '../options.js';
import type { SchemaReplication } from './schema-replication.js';

export interface LineHandlers {
  event(event: unknown): void;
  registered(): void;
  /** The member refuses, or an event cannot be read. Not called for the end of the connection. */
  failed(error: HazelcastError): void;
}

export interface LineParts {
  readonly options: Options;
  readonly scheduler: SchedulerLike;
  readonly schemas: Pick<SchemaReplication, 'restored$'>;
}

/** What is registered. */
interface Registered {
  readonly operation: AnyOperation;
  readonly request: Readonly<Record<string, unknown>>;
  readonly codecs: Codecs | undefined;
  readonly order: EventOrder;
}

/** A listener's registration on one member, as long as the connection lives; a fault that may pass is tried again. */
export class Line {
  readonly operation: AnyOperation;
  readonly request: Readonly<Record<string, unknown>>;
  #registrationId: UUID | undefined;
  registered = false;
  #begun = false;
  #left = false;
  readonly #leaving = new Subject<void>();
  readonly #listening: Subscription;

  constructor(
    readonly parts: LineParts,
    readonly connection: Connection,
    { operation, request, codecs, order }: Registered,
    readonly handlers: LineHandlers,
  ) {
    this.operation = operation;
    this.request = request;
    const told = (event: unknown): void => {
      if (!this.#left) handlers.event(event);
    };
    const begin$ = defer(() => {
      this.#begun = true;
      return listenOn(connection, operation, request as never, told, { codecs, order });
    });
    this.#listening = concat(parts.schemas.restored$, begin$)
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
    else if (!this.#begun) this.#listening.unsubscribe();
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
