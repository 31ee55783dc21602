import type { AnyOperation, LongLike, RequestOf, ResponseOf, UUID } from '@hazelrx/protocol';
import { pnCounterAdd, pnCounterGet } from '@hazelrx/protocol/operations';
import Long from 'long';
import { map, type Observable, tap } from 'rxjs';
import { HazelcastError } from '../errors.js';
import { type Choice, oneOfMembers } from './one-of-members.js';
import { type Core, Structure } from './structure.js';
import { covers, type ReplicaTimes, VectorClock } from './vector-clock.js';

const SERVICE = 'hz:impl:PNCounterService';
const LOST = 'CONSISTENCY_LOST_EXCEPTION';

type Counted = ResponseOf<typeof pnCounterGet>;

/** What a request says to whom. */
interface Session {
  readonly name: string;
  readonly targetReplicaUUID: UUID;
  readonly replicaTimestamps: ReplicaTimes;
}

/**
 * A counter that every data member keeps a replica of and changes at once, also while the others are out of reach; the
 * replicas tell each other later, within a second or so. It counts up and down in 64 bits, and wraps around.
 *
 * Within one client no value is older than one told before: reads come from one member as long as it is there, and from
 * another one only if that has seen as much. When none has, because the member died before it told the others, calls fail
 * with `CONSISTENCY_LOST_EXCEPTION` until `reset()`. An addition whose member is lost on the way ends in
 * `IndeterminateError`.
 */
export class PNCounter extends Structure {
  readonly #seen = new VectorClock();
  #replica: UUID | undefined;
  /** Only the first so many data members have replicas. */
  #replicas = Infinity;

  constructor(core: Core, name: string) {
    super(core, SERVICE, name);
  }

  get(): Observable<Long> {
    return this.#onReplica(pnCounterGet, session => session);
  }

  /** The value before. */
  getAndAdd(delta: LongLike): Observable<Long> {
    return this.#add(delta, true);
  }

  /** The value after. */
  addAndGet(delta: LongLike): Observable<Long> {
    return this.#add(delta, false);
  }

  getAndSubtract(delta: LongLike): Observable<Long> {
    return this.#add(negative(delta), true);
  }

  subtractAndGet(delta: LongLike): Observable<Long> {
    return this.#add(negative(delta), false);
  }

  getAndIncrement(): Observable<Long> {
    return this.#add(1, true);
  }

  incrementAndGet(): Observable<Long> {
    return this.#add(1, false);
  }

  getAndDecrement(): Observable<Long> {
    return this.#add(-1, true);
  }

  decrementAndGet(): Observable<Long> {
    return this.#add(-1, false);
  }

  /** Forgets, at once, what has been seen: the next value may be older than those before. */
  reset(): void {
    this.#seen.clear();
  }

  override destroy(): Observable<undefined> {
    return super.destroy().pipe(tap(() => this.reset()));
  }

  #add(delta: LongLike, getBeforeUpdate: boolean): Observable<Long> {
    return this.#onReplica(pnCounterAdd, session => ({ ...session, delta, getBeforeUpdate }));
  }

  #onReplica<O extends AnyOperation>(operation: O, request: (session: Session) => RequestOf<O>): Observable<Long> {
    const { name } = this;
    return this.combined(operation, () =>
      oneOfMembers({
        choose: asked => this.#choose(asked),
        ask: choice => {
          const replicaTimestamps = this.#seen.entries;
          const session = { name, targetReplicaUUID: choice.member, replicaTimestamps };
          return this.#ask(operation, request(session), choice).pipe(
            map(counted => this.#take(operation, counted, replicaTimestamps)),
          );
        },
        refusal: LOST,
        nobody: () => this.#failure(operation, 'NO_DATA_MEMBER', 'there is no member with a replica'),
      }),
    );
  }

  #ask<O extends AnyOperation>(operation: O, request: RequestOf<O>, choice: Choice): Observable<Counted> {
    const connected = this.core.router.connections.ofMember(choice.member) !== undefined;
    return this.call(operation, request, response => response as unknown as Counted, {
      // Through any other, which passes it on, where there is no way to the member itself.
      ...(connected && { member: choice.member }),
      once: !choice.isLast || !connected,
      internal: true,
    });
  }

  /** Members accept whoever has seen something they have not, if they know something new, too; a reader must not. */
  #take(operation: AnyOperation, counted: Counted, seen: ReplicaTimes): Long {
    const { value, replicaTimestamps, replicaCount } = counted;
    this.#replicas = replicaCount;
    if (operation === pnCounterGet && !covers(replicaTimestamps, seen))
      throw this.#failure(operation, LOST, 'the replica has not seen all that this client has');
    this.#seen.merge(replicaTimestamps);
    return value;
  }

  /** The one asked last, as long as it is there, so that the session need not be lost. */
  #choose(asked: readonly UUID[]): Choice | undefined {
    const { connections, random } = this.core.router;
    const left = connections.members.list
      .filter(({ liteMember }) => !liteMember)
      .slice(0, this.#replicas)
      .map(({ uuid }) => uuid)
      .filter(uuid => !asked.some(other => other.equals(uuid)));
    const connected = left.filter(uuid => connections.ofMember(uuid));
    const candidates = connected.length > 0 ? connected : left;
    const kept = candidates.find(uuid => this.#replica?.equals(uuid));
    const member = kept ?? candidates[Math.floor(random() * candidates.length)];
    if (!member) return undefined;
    this.#replica = member;
    return { member, isLast: left.length === 1 };
  }

  #failure(operation: AnyOperation, code: HazelcastError['code'], reason: string): HazelcastError {
    return new HazelcastError(code, reason, { operation: operation.name, structure: this.name });
  }
}

function negative(delta: LongLike): LongLike {
  return Long.isLong(delta) ? delta.negate() : -delta;
}
