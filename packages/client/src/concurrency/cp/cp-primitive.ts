import type { AnyOperation, Codecs, RequestOf, ResponseOf } from '@hazelrx/protocol';
import { cpGroupDestroyCPObject } from '@hazelrx/protocol/operations';
import type { Observable } from 'rxjs';
import { HazelcastError } from '../../errors.js';
import type { InternalOptions } from '../../invocation/call-options.js';
import { toNothing } from '../../structures/answers.js';
import type { Core } from '../../structures/structure.js';
import type { Primitive } from '../backend.js';
import { retold } from '../retold.js';
import { type CpGroups, cpName, explained, type RaftGroupId } from './cp-group.js';
import type { CpSessions } from './cp-sessions.js';

/** What primitives of the CP subsystem are made of. */
export interface CpParts {
  readonly core: Core;
  readonly groups: CpGroups;
  readonly sessions: CpSessions;
}

/** An object of the members' CP subsystem. Making one sends nothing; throws `ILLEGAL_ARGUMENT` where its name cannot be one. */
export abstract class CpPrimitive implements Primitive {
  readonly backend = 'cp';
  /**
   * What requests carry. The id of the group is filled in when they are sent, where it is not known yet. Take it apart: V8
   * needs more than a microsecond for a spread with something beside it.
   */
  protected readonly named: { readonly groupId: RaftGroupId; readonly name: string };
  readonly #serviceName: string;
  readonly #groups: CpGroups;
  readonly #options: InternalOptions;
  protected readonly core: Core;

  constructor(
    parts: CpParts,
    /** As it was asked for, its group included. */
    readonly name: string,
    serviceName: string,
    codecs?: Codecs,
  ) {
    this.core = parts.core;
    const group = parts.groups.of(name);
    this.named = { groupId: group.id, name: cpName(name).object };
    this.#serviceName = serviceName;
    this.#groups = parts.groups;
    this.#options = { proxy: group, codecs, retell: (error, operation) => this.#failure(error, operation) };
  }

  /** Removes the object from the cluster. Nobody can use its name again. */
  destroy(): Observable<undefined> {
    const { groupId, name: objectName } = this.named;
    return this.call(cpGroupDestroyCPObject, { groupId, serviceName: this.#serviceName, objectName }, toNothing);
  }

  /** One call of the application, sent when it is subscribed to; where the id of the group is not known yet it waits for that. */
  protected call<O extends AnyOperation, T>(
    operation: O,
    request: RequestOf<O>,
    project: (response: ResponseOf<O>) => T,
    options?: InternalOptions,
  ): Observable<T> {
    const complete = options ? { ...options, ...this.#options } : this.#options;
    return this.core.invoker.call(operation, request, project, complete);
  }

  /** One call of the application that is made of others, which are to be `internal`. */
  protected combined<T>(operation: AnyOperation, run: () => Observable<T>): Observable<T> {
    return this.core.invoker.combined(operation, this.name, run, this.#options);
  }

  /** The error of a call whose arguments cannot be meant. */
  protected refusal(operation: AnyOperation, reason: string): HazelcastError {
    return new HazelcastError('ILLEGAL_ARGUMENT', reason, { operation: operation.name, structure: this.name });
  }

  #failure(error: HazelcastError, { name: operation }: AnyOperation): HazelcastError {
    const { name: structure } = this;
    if (error.code === 'CP_GROUP_DESTROYED_EXCEPTION') this.#groups.forget(structure);
    return retold(explained(error, structure), { operation, structure });
  }
}
