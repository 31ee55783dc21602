import type { AnyOperation, Codecs, UUID } from '@hazelrx/protocol';
import { defer, filter, finalize, merge, type Observable, of, type SchedulerLike, Subject, Subscription } from 'rxjs';
import type { ClientEvent } from '../client-events.js';
import { type Cluster, notActive } from '../cluster/cluster.js';
import type { Connections } from '../cluster/connections.js';
import type { Lifecycle } from '../cluster/lifecycle.js';
import type { Members } from '../cluster/members.js';
import type { Connection, Wire } from '../connection/connection.js';
import { EventOrder } from '../connection/event-order.js';
import { detailsOf } from '../connection/pending.js';
import type { HazelcastError } from '../errors.js';
import type { Options } from '../options.js';
import { Line } from './line.js';
import type { SchemaReplication } from './schema-replication.js';

/**
 * What a stream of events tells about itself, in order with the events. `listening`: registered on every member; said
 * again each time that becomes true after a member joined, left or came back. `gap`: events of this member may have been
 * missed, because the connection to it ended, because it was there before the registration on it, or because this client
 * destroyed the structure, which ends the registrations.
 */
export type Signal = { readonly type: 'listening' } | { readonly type: 'gap'; readonly member: UUID };

const LISTENING: Signal = { type: 'listening' };

/** No event has these types. */
function isSignal(item: unknown): item is Signal {
  const { type } = item as { readonly type?: unknown };
  return type === 'listening' || type === 'gap';
}

export interface ListenersParts {
  readonly cluster: Cluster;
  readonly connections: Connections;
  readonly lifecycle: Lifecycle;
  readonly options: Options;
  readonly scheduler: SchedulerLike;
  readonly wire: Wire;
  readonly schemas: SchemaReplication;
  readonly tell: (event: ClientEvent) => void;
}

/** The argument by which a row is told to report its own member only, where it has one. */
export function localField({ request }: AnyOperation): 'localOnly' | 'local' | undefined {
  if ('localOnly' in request.fields) return 'localOnly';
  return 'local' in request.fields ? 'local' : undefined;
}

/** One listener on all members, shared by all who want the same. Begins with the first of them, ends with the last. */
export class Registration {
  readonly #lines = new Map<Connection, Line>();
  /** Of the events of all lines. */
  readonly order: EventOrder;
  readonly #stream = new Subject<unknown>();
  readonly #living = new Subscription();
  #subscribers = 0;
  #everListening = false;
  /** Registered on every member now. */
  listening = false;

  #ended = false;

  constructor(
    readonly parts: ListenersParts,
    readonly operation: AnyOperation,
    readonly request: Readonly<Record<string, unknown>>,
    readonly project: (event: never, members: Members) => unknown,
    readonly codecs: Codecs | undefined,
    readonly onEnd: () => void,
  ) {
    this.order = new EventOrder(parts.wire.fetchSchema);
  }

  /** The events and, where asked for, the signals; someone who comes late is told at once that it is `listening`. */
  stream(signals: boolean): Observable<unknown> {
    return defer(() => {
      if (this.#subscribers++ === 0) this.#begin();
      return this.#live(signals).pipe(
        finalize(() => {
          if (--this.#subscribers === 0) this.#end();
        }),
      );
    });
  }

  #live(signals: boolean): Observable<unknown> {
    if (!signals) return this.#stream.pipe(filter(item => !isSignal(item)));
    return this.listening ? merge(this.#stream, of(LISTENING)) : this.#stream;
  }

  /** Registers again everywhere: the members know nothing of it any more. */
  renew(): void {
    for (const line of this.#lines.values()) line.close();
    this.#lines.clear();
    this.listening = false;
    this.#follow(this.parts.connections.open);
  }

  #begin(): void {
    const { connections, cluster, lifecycle } = this.parts;
    this.#living.add(connections.open$.subscribe(open => this.#follow(open)));
    this.#living.add(connections.members.current$.subscribe(() => this.#check()));
    const failed = (error: HazelcastError): void => this.#fail(error.toldOf(detailsOf(this)));
    this.#living.add(cluster.failed$.subscribe(failed));
    const ending = lifecycle.lifecycle$.pipe(filter(() => !lifecycle.running));
    this.#living.add(ending.subscribe(() => failed(notActive())));
    cluster.start();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#living.unsubscribe();
    for (const line of this.#lines.values()) line.close();
    this.#lines.clear();
    this.onEnd();
  }

  /** Ends first: who subscribes again at once must not find what has failed. */
  #fail(error: HazelcastError): void {
    this.#end();
    this.#stream.error(error);
  }

  get #everywhere(): boolean {
    return this.parts.options.smartRouting && localField(this.operation) !== undefined;
  }

  /** Where every member reports its own events: on all of them. Else on the oldest connection. */
  #wanted(open: readonly Connection[]): readonly Connection[] {
    return this.#everywhere ? open : open.slice(0, 1);
  }

  #follow(open: readonly Connection[]): void {
    const wanted = this.#wanted(open);
    for (const [connection, line] of this.#lines) {
      if (wanted.includes(connection)) continue;
      this.#lines.delete(connection);
      line.close();
      if (!line.registered) continue;
      this.listening = false;
      this.#gap(connection);
    }
    for (const connection of wanted) {
      if (!this.#lines.has(connection)) this.#lines.set(connection, this.#line(connection));
    }
    this.#check();
  }

  #line(connection: Connection): Line {
    const { members } = this.parts.connections;
    const { project } = this;
    return new Line(this.parts, connection, this, {
      event: event => {
        const projected = project(event as never, members);
        if (projected !== undefined) this.#stream.next(projected);
      },
      registered: () => this.#registered(connection),
      failed: error => this.#fail(error),
    });
  }

  #registered(connection: Connection): void {
    if (this.#everListening) {
      const { operation, structure } = detailsOf(this);
      this.parts.tell({ type: 'registered', operation: operation!, structure, member: connection.peer!.memberUuid });
      this.#gap(connection);
    }
    this.#check();
  }

  #gap(connection: Connection): void {
    this.#stream.next({ type: 'gap', member: connection.peer!.memberUuid } satisfies Signal);
  }

  /** Who is to be reached is known once the cluster has told its list: members before 5.4 do so after the first answers. */
  #check(): void {
    const { connections } = this.parts;
    const wanted = this.#wanted(connections.open);
    const known = this.listening || connections.members.current;
    const reached = wanted.length > 0 && (!this.#everywhere || (known && connections.missing().length === 0));
    const complete = reached && wanted.every(connection => this.#lines.get(connection)?.registered);
    if (complete === this.listening) return;
    this.listening = complete;
    if (!complete) return;
    this.#everListening = true;
    this.#stream.next(LISTENING);
  }
}
