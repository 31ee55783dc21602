import type { UUID } from '@hazelrx/protocol';
import { BehaviorSubject, map, type Observable, Subject } from 'rxjs';
import type { Connection } from '../connection/connection.js';
import type { ConnectionError } from '../errors.js';
import type { LoadBalancer } from '../options.js';
import type { Member, Members } from './members.js';
import type { PartitionTable } from './partition-table.js';

/** A connection as the application sees it. */
export interface ConnectionInfo {
  readonly member: UUID;
  readonly address: string;
  readonly localAddress: string;
}

export interface ConnectionEnd {
  readonly connection: Connection;
  readonly error: ConnectionError;
}

/** The authenticated connections, at most one a member, and which of them a call takes. */
export class Connections {
  readonly #open = new BehaviorSubject<readonly Connection[]>([]);
  #list: readonly Connection[] = [];
  readonly #closed = new Subject<ConnectionEnd>();
  /** The connection of each partition's owner, in place of two look-ups a call. */
  #routes: (Connection | undefined)[] = [];
  #complete = false;

  /** Oldest first; the list now, then after every change. */
  readonly open$: Observable<readonly Connection[]> = this.#open.asObservable();
  readonly closed$: Observable<ConnectionEnd> = this.#closed.asObservable();
  readonly connections$: Observable<readonly ConnectionInfo[]> = this.#open.pipe(map(open => open.map(describe)));

  constructor(
    readonly members: Members,
    readonly partitions: PartitionTable,
    readonly balancer: LoadBalancer,
  ) {}

  get open(): readonly Connection[] {
    return this.#list;
  }

  add(connection: Connection): void {
    this.#list = [...this.#list, connection];
    this.reroute();
    this.#open.next(this.#list);
  }

  remove(connection: Connection, error: ConnectionError): void {
    this.#list = this.#list.filter(other => other !== connection);
    this.reroute();
    this.#open.next(this.#list);
    this.#closed.next({ connection, error });
  }

  /** Whether every member has a connection: only then do all backup acks find their way here. */
  get complete(): boolean {
    return this.#complete;
  }

  /** To be called whenever the partition table or the member list changed. */
  reroute(): void {
    this.#complete = this.members.list.length > 0 && this.missing().length === 0;
    this.#routes = Array.from({ length: this.partitions.count }, (_, id) => {
      const owner = this.partitions.owner(id);
      return owner && this.ofMember(owner);
    });
  }

  ofMember(uuid: UUID): Connection | undefined {
    return this.open.find(connection => connection.peer!.memberUuid.equals(uuid));
  }

  /** The owner's connection; while the owner is unknown or not connected any other, whose member passes the call on. */
  ofPartition(partitionId: number): Connection | undefined {
    return this.#routes[partitionId] ?? this.any();
  }

  /** The load balancer's choice. Undefined when there is no connection at all. */
  any(): Connection | undefined {
    const { open } = this;
    if (open.length <= 1) return open[0];
    const connected = this.members.list.filter(member => this.ofMember(member.uuid));
    const chosen = connected.length > 0 ? this.balancer.next(connected) : undefined;
    return (chosen && this.ofMember(chosen.uuid)) ?? open[0];
  }

  /** Members that should have a connection and have none. */
  missing(): Member[] {
    return this.members.list.filter(member => !this.ofMember(member.uuid));
  }

  end(): void {
    this.partitions.end();
    if (this.#list.length > 0) this.#open.next((this.#list = []));
    this.#open.complete();
    this.#closed.complete();
  }
}

function describe(connection: Connection): ConnectionInfo {
  return { member: connection.peer!.memberUuid, address: connection.name, localAddress: connection.localAddress };
}
