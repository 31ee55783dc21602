import type { AnyOperation, Codecs, RequestOf, ResponseOf } from '@hazelrx/protocol';
import { cpGroupDestroyCPObject } from '@hazelrx/protocol/operations';
import type { Observable } from 'rxjs';
import { HazelcastError } from '../../errors.js';
import type { InternalOptions } from '../../invocation/call-options.js';
import type { Core } from '../../structures/structure.js';
import type { Primitive } from '../backend.js';
import { type CpGroup, type CpGroups, cpName, explained, type RaftGroupId } from './cp-group.js';
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
  /** What requests carry as `name`. */
  protected readonly objectName: string;
  /** By what `CpGroups` and `CpSessions` know its group: the name without `default`. It need not be the group's own name. */
  protected readonly groupName: string;
  readonly #serviceName: string;
  readonly #group: CpGroup;
  readonly #options: InternalOptions;

  constructor(
    protected readonly parts: CpParts,
    /** As it was asked for, its group included. */
    readonly name: string,
    serviceName: string,
    codecs?: Codecs,
  ) {
    const { object, proxy } = cpName(name);
    this.objectName = object;
    this.groupName = proxy;
    this.#serviceName = serviceName;
    this.#group = parts.groups.of(proxy);
    this.#options = { proxy: this.#group, codecs, retell: (error, operation) => this.#failure(error, operation) };
  }

  /** Removes the object from the cluster. Nobody can use its name again. */
  destroy(): Observable<undefined> {
    const { objectName } = this;
    const serviceName = this.#serviceName;
    return this.call(
      cpGroupDestroyCPObject,
      groupId => ({ groupId, serviceName, objectName }),
      () => undefined,
    );
  }

  /**
   * One call of the application, sent when it is subscribed to; where the id of the group is not known yet it waits for that.
   * The `groupId` that `request` gets is filled in when it is sent.
   */
  protected call<O extends AnyOperation, T>(
    operation: O,
    request: (groupId: RaftGroupId) => RequestOf<O>,
    project: (response: ResponseOf<O>) => T,
    options?: InternalOptions,
  ): Observable<T> {
    const { invoker } = this.parts.core;
    const complete = options ? { ...options, ...this.#options } : this.#options;
    return invoker.call(operation, request(this.#group.id), project, complete);
  }

  /** One call of the application that is made of others, which are to be `internal`. */
  protected combined<T>(operation: AnyOperation, run: () => Observable<T>): Observable<T> {
    return this.parts.core.invoker.combined(operation, this.name, run, this.#options);
  }

  /** The error of a call whose arguments cannot be meant. */
  protected refusal(operation: AnyOperation, reason: string): HazelcastError {
    return new HazelcastError('ILLEGAL_ARGUMENT', reason, { operation: operation.name, structure: this.name });
  }

  #failure(error: HazelcastError, { name: operation }: AnyOperation): HazelcastError {
    const { name: structure, groupName, parts } = this;
    if (error.code === 'CP_GROUP_DESTROYED_EXCEPTION') parts.groups.forget(groupName);
    const told = explained(error, structure);
    return told.structure === structure && told.operation === operation ? told : told.toldOf({ operation, structure });
  }
}
