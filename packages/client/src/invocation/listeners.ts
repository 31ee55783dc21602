import { type AnyOperation, encodeRequest, type EventOf, type RequestOf } from '@hazelrx/protocol';
import { defer, type Observable } from 'rxjs';
import { notActive } from '../cluster/cluster.js';
import type { Members } from '../cluster/members.js';
import { detailsOf } from '../connection/pending.js';
import { asHazelcastError, HazelcastError } from '../errors.js';
import { type ListenersParts, localField, Registration, type Signal } from './registration.js';

/** A row's arguments without the one that says how far the registration reaches: that is the client's business. */
export type ListenRequest<O extends AnyOperation> = Omit<RequestOf<O>, 'localOnly' | 'local'>;

/**
 * Makes of a decoded event what the application sees, or undefined to leave it out. The same function for the same kind of
 * stream: it is part of its identity.
 */
export type ProjectEvent<O extends AnyOperation, T> = (event: EventOf<O>, members: Members) => T;

/** The event streams of a client. Equal requests share one registration a member. */
export class Listeners {
  readonly #shared = new Map<unknown, Map<string, Registration>>();

  constructor(readonly parts: ListenersParts) {}

  /** Registrations alive here. */
  get size(): number {
    let size = 0;
    for (const registrations of this.#shared.values()) size += registrations.size;
    return size;
  }

  /** The structure was destroyed, and the members' registrations for it with that: makes them again. */
  renew(structure: string): void {
    for (const registrations of this.#shared.values())
      for (const registration of registrations.values())
        if (registration.request['name'] === structure) registration.renew();
  }

  /** The events of a row, from all members, for as long as somebody listens. With signals, see `Signal`. */
  listen<O extends AnyOperation, T>(
    operation: O,
    request: ListenRequest<O>,
    project: ProjectEvent<O, T>,
    signals: boolean,
  ): Observable<T | Signal> {
    return defer(() => {
      if (!operation.listens) {
        throw new HazelcastError('ILLEGAL_ARGUMENT', 'this operation has no events', detailsOf({ operation, request }));
      }
      if (!this.parts.lifecycle.running) throw notActive().toldOf(detailsOf({ operation, request }));
      const registration = this.#registration(operation, request, project);
      return registration.stream(signals) as Observable<T | Signal>;
    });
  }

  #registration(
    operation: AnyOperation,
    request: object,
    project: (event: never, members: Members) => unknown,
  ): Registration {
    const full = { ...request, ...reach(operation, this.parts.options.smartRouting) };
    const key = this.#key(operation, full);
    let alike = this.#shared.get(project);
    if (!alike) this.#shared.set(project, (alike = new Map()));
    const existing = alike.get(key);
    if (existing) return existing;
    const registration = new Registration(this.parts, operation, full, project, () => {
      alike.delete(key);
      if (alike.size === 0) this.#shared.delete(project);
    });
    alike.set(key, registration);
    return registration;
  }

  /** Equal requests are those with equal bytes. */
  #key(operation: AnyOperation, request: Readonly<Record<string, unknown>>): string {
    const { scratch } = this.parts.wire;
    const writer = scratch.take();
    try {
      const start = encodeRequest(operation, writer, request as never);
      return Array.from(writer.bytes.subarray(start, writer.position), byte => String.fromCharCode(byte)).join('');
    } catch (error) {
      throw asHazelcastError(error, detailsOf({ operation, request }));
    } finally {
      scratch.giveBack(writer);
    }
  }
}

/** Where a row has a say in it: each member tells of itself only, or, through one connection, of all. */
function reach(operation: AnyOperation, smartRouting: boolean): Record<string, boolean> {
  const field = localField(operation);
  return field === undefined ? {} : { [field]: smartRouting };
}
