// One statement on the one member that runs it: it cannot go on elsewhere.
import { type Codecs, type Data, rawData, type RequestOf, type ResponseOf, UUID } from '@hazelrx/protocol';
import { sqlClose, sqlExecute, sqlFetch } from '@hazelrx/protocol/operations';
import Long from 'long';
import { catchError, concatMap, map, merge, type Observable, take, throwError } from 'rxjs';
import { requestOn } from '../connection/bound-call.js';
import type { Connection } from '../connection/connection.js';
import { ConnectionError, type HazelcastError } from '../errors.js';
import type { Core } from '../structures/structure.js';
import { leavesObjects } from './columns.js';
import type { KeyArguments } from './key-arguments.js';
import { sqlConnection } from './sql-connection.js';
import { type Occurrence, toldBySql } from './sql-errors.js';
import type { Statement } from './statement.js';

/** What is expected of a statement. */
export const ROWS = 1;
export const UPDATE_COUNT = 2;

export type Answer = ResponseOf<typeof sqlExecute>;
export type AnsweredPage = NonNullable<Answer['rowPage']>;

const RAW: Codecs = { key: rawData, value: rawData, object: rawData };

export class Cursor {
  #connection: Connection | undefined;
  #queryId: RequestOf<typeof sqlClose>['queryId'] | undefined;
  #begun = 0;
  /** The member may have it. */
  #open = false;

  constructor(
    readonly core: Core,
    readonly keys: KeyArguments,
    readonly statement: Statement,
    /** How an error is told that is not the SQL's own. */
    readonly retold: (error: HazelcastError, statement: Statement, where: Occurrence) => HazelcastError,
  ) {}

  /** Sends the statement, once there is a connection. To be subscribed to once. */
  execute(expectedResultType: number): Observable<Answer> {
    const { invoker, resolved } = this.core;
    const details = { operation: sqlExecute.name };
    return invoker
      .combined(sqlExecute, undefined, () => resolved(() => this.#parameters(), details), {})
      .pipe(
        concatMap(parameters => this.#send(parameters, expectedResultType)),
        map(answer => {
          this.#answered(sqlExecute.name, answer);
          this.keys.learn(this.statement.text, answer.partitionArgumentIndex);
          return answer;
        }),
        this.#told(sqlExecute.name),
      );
  }

  /** The next page. Fails when the connection has ended: a page may have been lost with it. */
  fetch(): Observable<AnsweredPage> {
    const request = { queryId: this.#queryId!, cursorBufferSize: this.statement.pageSize };
    const answer$ = requestOn(this.#connection!, sqlFetch, request, this.#patience, this.#codecs);
    // Where the client has ended, that is what it fails with, and not that its connection has.
    return merge(this.core.ended$, answer$).pipe(
      take(1),
      map(answer => {
        this.#answered(sqlFetch.name, answer);
        return answer.rowPage!;
      }),
      this.#told(sqlFetch.name),
    );
  }

  /**
   * Ends it on the member, unless it has ended there; also one that is on its way: the member cancels it when it comes. Does
   * nothing the second time.
   */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    const member = this.#connection!.peer!.memberUuid;
    // Ends by itself. When the connection is lost, it is for the next one to the same member, which kept the cursor if
    // that comes soon enough.
    this.core.invoker
      .call(sqlClose, { queryId: this.#queryId! }, () => undefined, {
        member,
        internal: true,
        patient: true,
        repeatable: true,
      })
      .subscribe({ error: () => {} });
  }

  #parameters(): (Data | null)[] {
    const { parameters } = this.statement;
    return parameters.map((value, index) => {
      if (value === undefined) throw this.statement.refusal(`parameter ${index} is undefined: NULL is null`);
      return value === null ? null : this.core.router.data(value);
    });
  }

  #send(parameters: readonly (Data | null)[], expectedResultType: number): Observable<Answer> {
    const { router, scheduler } = this.core;
    const connection = sqlConnection(router.connections, router.random, this.#partition(parameters));
    if (!connection) return throwError(() => new ConnectionError('CLIENT_OFFLINE', 'not connected any more'));
    const { text, schema, timeoutMillis, pageSize } = this.statement;
    this.#connection = connection;
    this.#queryId = newQueryId(connection.peer!.memberUuid);
    this.#begun = scheduler.now();
    this.#open = expectedResultType === ROWS;
    const request = {
      sql: text,
      parameters,
      timeoutMillis,
      cursorBufferSize: pageSize,
      schema,
      expectedResultType,
      queryId: this.#queryId,
      skipUpdateStatistics: false,
    };
    return requestOn(connection, sqlExecute, request, this.#patience, this.#codecs);
  }

  #partition(parameters: readonly (Data | null)[]): number | undefined {
    const index = this.keys.get(this.statement.text);
    const key = index === undefined ? undefined : parameters[index];
    return key ? this.core.router.ofKey(key) : undefined;
  }

  get #codecs() {
    return leavesObjects(this.statement) ? RAW : undefined;
  }

  /** Milliseconds that an answer may take: the member holds it back until there is a row. */
  get #patience(): number {
    return this.core.options.invocationTimeout + this.statement.timeout;
  }

  /** After an error the member has no cursor any more. */
  #answered(operation: string, { error, rowPage }: Pick<Answer, 'error' | 'rowPage'>): void {
    if (error || !rowPage || rowPage.last) this.#open = false;
    if (error) throw toldBySql(error, this.statement, this.#where(operation));
  }

  #told<T>(operation: string): (answer$: Observable<T>) => Observable<T> {
    return catchError((error: HazelcastError) => {
      throw this.retold(error, this.statement, this.#where(operation));
    });
  }

  #where(operation: string): Occurrence {
    const member = this.#connection?.peer?.memberUuid;
    return { operation, member, elapsed: this.core.scheduler.now() - this.#begun };
  }
}

function newQueryId({ w0, w1, w2, w3 }: UUID) {
  const local = UUID.random();
  return {
    memberIdHigh: new Long(w1, w0),
    memberIdLow: new Long(w3, w2),
    localIdHigh: new Long(local.w1, local.w0),
    localIdLow: new Long(local.w3, local.w2),
  };
}
