import {
  catchError,
  concatMap,
  defer,
  EMPTY,
  finalize,
  first,
  from,
  map,
  type Observable,
  of,
  ReplaySubject,
  type SchedulerLike,
  share,
  throwError,
  timeout,
} from 'rxjs';
import type { ClientEvent } from '../client-events.js';
import { listenForBackupAcks } from '../connection/backup-acks.js';
import type { Wire } from '../connection/connection.js';
import type { Identity } from '../connection/handshake.js';
import { type OnClosed, openConnection, type Opened } from '../connection/open-connection.js';
import type { HazelcastError } from '../errors.js';
import { asHazelcastError, AuthenticationError, ConnectionError } from '../errors.js';
import type { Address, Dial } from '../transport/transport.js';
import { type Candidates, parseAddresses } from './addresses.js';
import type { Member } from './members.js';

export interface ReachParts {
  readonly identity: Identity;
  readonly dial: Dial;
  readonly wire: Wire;
  readonly scheduler: SchedulerLike;
  /** 0 ≤ n < 1 */
  readonly random: () => number;
  readonly tell: (event: ClientEvent) => void;
}

/** How a member is reached: one address, one member, or whichever answers first. */
export class Reach {
  readonly #configured: Candidates;

  /** Throws where a configured address cannot be read. */
  constructor(
    readonly parts: ReachParts,
    readonly onClosed: OnClosed,
  ) {
    this.#configured = parseAddresses(parts.identity.options.clusterMembers);
  }

  /** Tries the known members, then the configured addresses, one by one; fails when none of them lets this client in. */
  first(known: readonly Member[]): Observable<Opened> {
    return defer(() => {
      const failures: HazelcastError[] = [];
      return from(this.#candidates(known)).pipe(
        concatMap(address =>
          this.#address(address).pipe(
            catchError((error: HazelcastError) => {
              failures.push(error);
              return EMPTY;
            }),
          ),
        ),
        first(null, undefined),
        map(opened => opened ?? unreachable(failures)),
      );
    });
  }

  member(member: Member): Observable<Opened> {
    return this.#address(this.#addressOf(member));
  }

  #candidates(known: readonly Member[]): Address[] {
    const { primary, secondary } = this.#configured;
    const members = known.map(member => this.#addressOf(member));
    const all = [...this.#shuffled(members), ...this.#shuffled(primary), ...secondary];
    return all.filter(({ host, port }, i) => all.findIndex(other => other.host === host && other.port === port) === i);
  }

  #shuffled<T>(items: readonly T[]): readonly T[] {
    if (!this.parts.identity.options.shuffleMembers) return items;
    const ranked = items.map(item => ({ item, rank: this.parts.random() }));
    return ranked.sort((a, b) => a.rank - b.rank).map(({ item }) => item);
  }

  #addressOf({ address, publicAddress }: Member): Address {
    return (this.parts.identity.options.usePublicAddresses && publicAddress) || address;
  }

  /** An authenticated connection that also listens for backup acks. */
  #address(address: Address): Observable<Opened> {
    const { dial, wire, identity, scheduler, tell } = this.parts;
    const { backupAcks, connectionTimeout } = identity.options;
    const name = `${address.host}:${address.port}`;
    return defer(() => {
      tell({ type: 'connecting', address: name });
      return openConnection(dial, address, wire, identity, this.onClosed);
    }).pipe(
      concatMap(opened => (backupAcks ? withBackupAcks(opened) : of(opened))),
      timeout({
        first: connectionTimeout,
        scheduler,
        with: () =>
          throwError(() => new ConnectionError('IO', `${name} did not answer within ${connectionTimeout} ms`)),
      }),
      catchError((cause: unknown) => {
        const error = asHazelcastError(cause, {});
        tell({ type: 'connectionFailed', address: name, error });
        return throwError(() => error);
      }),
    );
  }
}

/** The registration lives as long as the connection, whoever asked for it; without it the connection is closed again. */
function withBackupAcks(opened: Opened): Observable<Opened> {
  const { connection } = opened;
  let registered = false;
  const registration = listenForBackupAcks(connection).pipe(
    share({ connector: () => new ReplaySubject(1), resetOnRefCountZero: false }),
  );
  return registration.pipe(
    first(),
    map(() => {
      registered = true;
      return opened;
    }),
    finalize(() => {
      if (!registered) connection.close(new ConnectionError('TARGET_DISCONNECTED', `${connection.name} was given up`));
    }),
  );
}

/** One error for a whole round. A refusal tells more than an address where nobody listens. */
function unreachable(failures: readonly HazelcastError[]): never {
  const refusal = failures.find(isRefusal);
  if (refusal) throw refusal;
  const reasons = failures.map(({ reason }) => reason).join('; ');
  throw new ConnectionError('CLUSTER_UNREACHABLE', `no member could be reached: ${reasons}`, { cause: failures[0] });
}

/** The cluster answered, and does not want this client. */
export function isRefusal(error: HazelcastError): boolean {
  return error instanceof AuthenticationError || error.code === 'NOT_ALLOWED_IN_CLUSTER';
}
