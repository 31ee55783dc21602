// Schemas of Compact values: on every member before a value that needs one leaves, and fetched when one comes that this
// client does not know.
import {
  type AnyOperation,
  type Data,
  type DataError,
  type RequestOf,
  type ResponseOf,
  Schema,
  type Schemas,
  UnknownSchemaError,
  UnsentSchemaError,
} from '@hazelrx/protocol';
import { clientFetchSchema, clientSendAllSchemas, clientSendSchema } from '@hazelrx/protocol/operations';
import type Long from 'long';
import {
  catchError,
  concat,
  defer,
  EMPTY,
  finalize,
  ignoreElements,
  map,
  type Observable,
  of,
  retry,
  type SchedulerLike,
  share,
  Subject,
  take,
  tap,
  throwError,
  timer,
} from 'rxjs';
import type { Connections } from '../cluster/connections.js';
import { requestOn } from '../connection/bound-call.js';
import type { Connection } from '../connection/connection.js';
import { asHazelcastError, type ErrorDetails, HazelcastError, SerializationError } from '../errors.js';
import type { Options } from '../options.js';
import type { InternalOptions } from './call-options.js';

/** Sends a request as the invoker does, wherever it can be answered. */
interface Caller {
  call<O extends AnyOperation, T>(
    operation: O,
    request: RequestOf<O>,
    project: (response: ResponseOf<O>) => T,
    options: InternalOptions,
  ): Observable<T>;
}

export interface ReplicationParts {
  readonly schemas: Schemas;
  readonly invoker: Caller;
  readonly connections: Connections;
  readonly options: Options;
  readonly scheduler: SchedulerLike;
}

const COMPACT = -55;
const OPTIONS = { internal: true, repeatable: true };
/** Whoever cannot read goes with its own connection. */
const PATIENT = { ...OPTIONS, patient: true };

export class SchemaReplication {
  /** What is under way, by what it is: whoever wants the same waits for the same. */
  readonly #underWay = new Map<string, Observable<never>>();
  /** All connections were lost: the cluster that comes next may have no schema. */
  #lost = false;
  readonly #restored = new Subject<void>();

  constructor(readonly parts: ReplicationParts) {
    // Ends with the connections, at shutdown.
    parts.connections.open$.subscribe(open => {
      if (open.length === 0) this.#lost = this.#replicated.length > 0;
    });
  }

  /** Completes once every member has the schema that holds data. */
  replicate(schema: Schema): Observable<never> {
    return this.#once(`send ${schema.id.toString()}`, () => this.#send(schema));
  }

  /** Completes once the schema is known here; fails with the bytes of the value that needs it where no member has it. */
  fetch({ schemaId: id, data }: UnknownSchemaError): Observable<never> {
    return this.#once(`fetch ${id.toString()}`, () => this.#fetch(id)).pipe(
      catchError((cause: HazelcastError) => throwError(() => unreadable(id, cause, data))),
    );
  }

  /** Brings the schema that this error is about; undefined for any other error. */
  mended(error: unknown): Observable<never> | undefined {
    if (error instanceof UnsentSchemaError) return this.replicate(error.schema);
    if (error instanceof UnknownSchemaError) return this.fetch(error);
    return undefined;
  }

  /**
   * What `run` makes, for the places that serialize or read outside a request: runs it on subscribe, and again once the
   * members, or this client, have the schema that it lacks. `details`: what its errors tell of.
   */
  resolved<T>(run: () => T, details: ErrorDetails = {}): Observable<T> {
    return defer(() => {
      try {
        return of(run());
      } catch (error) {
        const mended$ = this.mended(error);
        if (!mended$) throw asHazelcastError(error, details);
        const told$ = mended$.pipe(catchError((cause: HazelcastError) => throwError(() => cause.toldOf(details))));
        return concat(told$, this.resolved(run, details));
      }
    });
  }

  /** Gives the schemas of the cluster that was lost to one that may have been restarted. */
  restore(connection: Connection): Observable<unknown> {
    return defer(() => {
      const schemas = this.#replicated.map(onTheWire);
      if (schemas.length === 0) return EMPTY;
      return requestOn(connection, clientSendAllSchemas, { schemas }, this.parts.options.invocationTimeout).pipe(
        // Whoever needs them is told.
        catchError((error: HazelcastError) => (knowsNoCompact(error) ? EMPTY : throwError(() => error))),
      );
    }).pipe(tap({ complete: () => this.#nowRestored() }));
  }

  #nowRestored(): void {
    this.#lost = false;
    this.#restored.next();
  }

  /** Completes once the members have the schemas again, where all connections were lost; else at once. */
  get restored$(): Observable<never> {
    return defer(() => (this.#lost ? this.#restored.pipe(take(1), ignoreElements()) : EMPTY));
  }

  /** Those that the members are to have. */
  get #replicated(): Schema[] {
    const { schemas } = this.parts;
    return [...schemas.all].filter(schema => schemas.isReplicated(schema));
  }

  /** Goes on as long as somebody waits. */
  #once(what: string, start: () => Observable<never>): Observable<never> {
    return defer(() => {
      const underWay = this.#underWay.get(what);
      if (underWay) return underWay;
      const begun = start().pipe(
        finalize(() => this.#underWay.delete(what)),
        share(),
      );
      this.#underWay.set(what, begun);
      return begun;
    });
  }

  /** Members hand their schemas to those that join; one that is not among the answers may be about to leave, or be new. */
  #send(schema: Schema): Observable<never> {
    const { invoker, schemas, options, scheduler, connections } = this.parts;
    const request = { schema: onTheWire(schema) };
    const { maxSchemaPuts } = options;
    return invoker
      .call(clientSendSchema, request, ({ replicatedMembers }) => replicatedMembers, OPTIONS)
      .pipe(
        tap(having => {
          const lacking = connections.members.list.find(
            ({ uuid, liteMember }) => !liteMember && !having.some(other => other.equals(uuid)),
          );
          if (lacking) throw new NotEverywhere(`${lacking.address.host}:${lacking.address.port}`);
        }),
        retry({
          count: maxSchemaPuts - 1,
          delay: error =>
            error instanceof NotEverywhere ? timer(options.retryPause, scheduler) : throwError(() => error),
        }),
        catchError((error: HazelcastError | NotEverywhere) => {
          if (error instanceof NotEverywhere) throw notTaken(schema, error.member, maxSchemaPuts);
          throw knowsNoCompact(error) ? withoutCompact(error) : error;
        }),
        tap(() => schemas.replicated(schema)),
        ignoreElements(),
      );
  }

  /** What was fetched is on every member: else no value that needs it could have come. */
  #fetch(id: Long): Observable<never> {
    const { invoker, schemas } = this.parts;
    return invoker
      .call(clientFetchSchema, { schemaId: id }, ({ schema }) => schema, PATIENT)
      .pipe(
        map(found => {
          if (!found) throw noSchema('no member knows it');
          const schema = madeOf(found);
          if (!schema.id.equals(id)) throw noSchema(`members tell one with id ${schema.id.toString()} instead`);
          schemas.replicated(schema);
        }),
        ignoreElements(),
      );
  }
}

/** It may be a matter of time. */
class NotEverywhere extends Error {
  constructor(readonly member: string) {
    super();
  }
}

function notTaken({ typeName, id }: Schema, member: string, puts: number): HazelcastError {
  const schema = `the schema of '${typeName}' (id ${id.toString()})`;
  return new HazelcastError('ILLEGAL_STATE', `member ${member} does not have ${schema}, which was sent ${puts} times`);
}

/** As members tell it. */
type WireSchema = RequestOf<typeof clientSendSchema>['schema'];

function onTheWire({ typeName, fields }: Schema): WireSchema {
  return { typeName, fields: fields.map(({ name, kind }) => ({ fieldName: name, kind })) };
}

function madeOf({ typeName, fields }: WireSchema): Schema {
  try {
    return new Schema(
      typeName,
      Array.from(fields, ({ fieldName, kind }) => ({ name: fieldName, kind })),
    );
  } catch (error) {
    throw noSchema((error as DataError).message);
  }
}

function noSchema(why: string): HazelcastError {
  return new HazelcastError('HAZELCAST_SERIALIZATION', why);
}

/** Whatever kept the schema away: the value came, and is not lost. The end of the client says enough itself. */
function unreadable(id: Long, cause: HazelcastError, data: Data | undefined): HazelcastError {
  if (cause.code === 'CLIENT_NOT_ACTIVE') return cause;
  const reason = `cannot read type ${COMPACT} (Compact) with schema id ${id.toString()}: ${cause.reason}`;
  return new SerializationError(reason, { typeId: COMPACT, data, cause });
}

function knowsNoCompact({ code, memberStack }: HazelcastError): boolean {
  return code === 'UNSUPPORTED_OPERATION' && memberStack !== undefined;
}

function withoutCompact(cause: HazelcastError): HazelcastError {
  return new HazelcastError('UNSUPPORTED_OPERATION', 'these members do not know Compact', { cause });
}
