import { type AnyOperation, type RequestOf, type ResponseOf, UUID } from '@hazelrx/protocol';
import {
  executorServiceCancelOnMember,
  executorServiceCancelOnPartition,
  executorServiceIsShutdown,
  executorServiceShutdown,
  executorServiceSubmitToMember,
  executorServiceSubmitToPartition,
} from '@hazelrx/protocol/operations';
import {
  catchError,
  concat,
  concatMap,
  defer,
  from,
  map,
  merge,
  mergeMap,
  type Observable,
  of,
  take,
  takeWhile,
  tap,
  throwError,
  timer,
  toArray,
} from 'rxjs';
import type { Member } from '../cluster/members.js';
import { type HazelcastError, IndeterminateError } from '../errors.js';
import type { InternalOptions } from '../invocation/call-options.js';
import { toAnswer, toNothing, toValue } from './answers.js';
import { argumentList } from './listed.js';
import { type Core, type Storable, Structure } from './structure.js';

const SERVICE = 'hz:impl:executorService';
/** Milliseconds after which a member is told again to cancel a task that it did not know: it is over, or not there yet. */
const CANCEL_AGAIN = [100, 1000];

export interface TaskOptions {
  /**
   * Whether to leave it before it has ended cancels the task: one that waits for a thread is not begun, the thread of one
   * that runs is interrupted. Default false: it goes on, and nobody hears of it.
   */
  readonly cancelOnUnsubscribe?: boolean;
}

/** What a task has come to on a member. */
export interface MemberResult<R> {
  readonly member: Member;
  readonly result: R | null;
}

/** Where a task runs, and how it is cancelled there. */
interface Place {
  readonly target: InternalOptions;
  readonly submit: (task: Storable, uuid: UUID) => readonly [AnyOperation, object];
  readonly cancel: (uuid: UUID) => readonly [AnyOperation, object];
}

/**
 * Runs tasks on members: a task is an object of a class that the members have, a Java `Callable` or `Runnable`, written as
 * IdentifiedDataSerializable, Portable or Compact. Its result may be null; that of a `Runnable` is. What it throws is the
 * error of the call, with the member's stack. A task has no time limit here.
 *
 * This client sends a task once: when the connection is lost after that, the call ends in `IndeterminateError`. Members that pass
 * a task on to the owner of its key run it again when that dies.
 */
export class ExecutorService extends Structure {
  constructor(core: Core, name: string) {
    super(core, SERVICE, name);
  }

  /** On the member that owns the key. */
  executeOnKeyOwner<R>(task: Storable, key: Storable, options?: TaskOptions): Observable<R | null> {
    const { name } = this;
    const place: Place = {
      target: { key },
      submit: (callable, uuid) => [executorServiceSubmitToPartition, { name, uuid, callable }],
      cancel: uuid => [executorServiceCancelOnPartition, { uuid, interrupt: true }],
    };
    return this.#run<R>(task, () => place, options);
  }

  /** On this member, as `members$` tells it, or by its UUID. Fails with `TARGET_NOT_MEMBER` where it is none any more. */
  executeOnMember<R>(task: Storable, member: Member | UUID, options?: TaskOptions): Observable<R | null> {
    const uuid = member instanceof UUID ? member : member.uuid;
    return this.combined(executorServiceSubmitToMember, () => of(undefined)).pipe(
      concatMap(() => this.#run<R>(task, () => this.#member(uuid), options)),
    );
  }

  /** On each of these: emits what each has come to as they end. The first that fails ends it; the others go on. */
  executeOnMembers<R>(task: Storable, members: Iterable<Member>, options?: TaskOptions): Observable<MemberResult<R>> {
    const all = argumentList(members);
    return defer(() => all).pipe(mergeMap(member => this.#result<R>(task, member, options)));
  }

  /** On every member there is when it is subscribed to, as `executeOnMembers`. */
  executeOnAllMembers<R>(task: Storable, options?: TaskOptions): Observable<MemberResult<R>> {
    const { members } = this.core.router.connections;
    return this.combined(executorServiceSubmitToMember, () => of(members.list)).pipe(
      concatMap(list => this.executeOnMembers<R>(task, list, options)),
    );
  }

  /**
   * Tells the members that it is shut down, until it is destroyed: they refuse tasks of programs that run on them, and
   * those of clients they do run (5.3 and 5.7 alike). Each has to be told: that reaches those to which this client is connected.
   */
  shutdown(): Observable<undefined> {
    return this.#onEach(executorServiceShutdown, toNothing).pipe(map(toNothing));
  }

  /** Whether all members to which this client is connected were told so. */
  isShutdown(): Observable<boolean> {
    return this.#onEach(executorServiceIsShutdown, toAnswer).pipe(map(answers => answers.every(Boolean)));
  }

  /** Members answer this for themselves alone. */
  #onEach<O extends typeof executorServiceShutdown | typeof executorServiceIsShutdown, T>(
    operation: O,
    project: (response: ResponseOf<O>) => T,
  ): Observable<T[]> {
    const { connections } = this.core.router;
    return this.combined(operation, () => {
      const members = connections.members.list.filter(({ uuid }) => connections.ofMember(uuid));
      const ask = ({ uuid: member }: Member): Observable<T> =>
        this.call<O, T>(operation, { name: this.name } as unknown as RequestOf<O>, project, { member, internal: true });
      return from(members).pipe(mergeMap(ask), toArray());
    });
  }

  #result<R>(task: Storable, member: Member, options?: TaskOptions): Observable<MemberResult<R>> {
    return this.executeOnMember<R>(task, member, options).pipe(map(result => ({ member, result })));
  }

  #member(memberUUID: UUID): Place {
    const { name } = this;
    const { connections } = this.core.router;
    // Through any other, which passes it on, where there is no way to the member itself; what that answers then is the end.
    const passed = connections.members.find(memberUUID) && !connections.ofMember(memberUUID);
    return {
      target: passed ? { once: true } : { member: memberUUID },
      submit: (callable, uuid) => [executorServiceSubmitToMember, { name, uuid, callable, memberUUID }],
      cancel: uuid => [executorServiceCancelOnMember, { uuid, memberUUID, interrupt: true }],
    };
  }

  #run<R>(
    task: Storable,
    placeOf: () => Place,
    { cancelOnUnsubscribe = false }: TaskOptions = {},
  ): Observable<R | null> {
    return defer(() => {
      const uuid = UUID.random();
      const { target, submit, cancel } = placeOf();
      const sent$ = this.#send(submit(task, uuid), toValue<R>, target);
      const result$ = target.once
        ? sent$.pipe(catchError((error: HazelcastError) => throwError(() => told(error))))
        : sent$;
      if (!cancelOnUnsubscribe) return result$;
      const told$ = this.#send(cancel(uuid), ({ response }) => response === true, { ...target, internal: true });
      // Nobody is left to tell how it ends; the end of the client ends it.
      const given = (): unknown => this.#untilKnown(told$).subscribe({ error: () => {} });
      return result$.pipe(tap({ unsubscribe: given }));
    });
  }

  /** What is told to a member may overtake the task that it is about, which that does not know then. */
  #untilKnown(told$: Observable<boolean>): Observable<boolean> {
    const { scheduler, ended$ } = this.core;
    const again = (millis: number): Observable<boolean> =>
      merge(ended$, timer(millis, scheduler)).pipe(
        take(1),
        concatMap(() => told$),
      );
    return concat(told$, ...CANCEL_AGAIN.map(again)).pipe(takeWhile(isKnown => !isKnown));
  }

  #send<T>(
    [operation, request]: readonly [AnyOperation, object],
    project: (response: { readonly response: unknown }) => T,
    target: InternalOptions,
  ): Observable<T> {
    return this.call(operation, request as RequestOf<AnyOperation>, project as never, target);
  }
}

/** What the member that passed a task on says when the other one has died. */
function told(error: HazelcastError): HazelcastError {
  if (error.code !== 'MEMBER_LEFT') return error;
  const { operation, structure, memberStack } = error;
  const reason = `sent, but it is not known whether it ran: ${error.reason}`;
  const details = { operation, structure, memberStack, cause: error };
  return new IndeterminateError('INDETERMINATE_OPERATION_STATE', reason, details);
}
