import {
  type AnyOperation,
  type Codecs,
  type DataCodec,
  encodeRequest,
  type EventOf,
  type RequestOf,
} from '@hazelrx/protocol';
import { concatMap, defer, type Observable } from 'rxjs';
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

/** The event streams of a client. Equal requests whose events are read alike share one registration a member. */
export class Listeners {
  readonly #shared = new Map<unknown, Map<string, Registration>>();
  readonly #numbers = new WeakMap<DataCodec, number>();
  #codecs = 0;

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
    codecs?: Codecs,
  ): Observable<T | Signal> {
    return defer(() => {
      if (!operation.listens) {
        throw new HazelcastError('ILLEGAL_ARGUMENT', 'this operation has no events', detailsOf({ operation, request }));
      }
      if (!this.parts.lifecycle.running) throw notActive().toldOf(detailsOf({ operation, request }));
      const found = (): Registration => this.#registration(operation, request, project, codecs);
      try {
        return found().stream(signals) as Observable<T | Signal>;
      } catch (error) {
        const details = detailsOf({ operation, request });
        const { cluster, schemas } = this.parts;
        if (!schemas.mended(error)) throw asHazelcastError(error, details);
        // Listeners wait for a connection, whatever the reconnect mode.
        return cluster.connect().pipe(
          concatMap(() => schemas.resolved(found, details)),
          concatMap(registration => registration.stream(signals) as Observable<T | Signal>),
        );
      }
    });
  }

  #registration(
    operation: AnyOperation,
    request: object,
    project: (event: never, members: Members) => unknown,
    codecs: Codecs | undefined,
  ): Registration {
    const full = { ...request, ...reach(operation, this.parts.options.smartRouting) };
    const key = this.#key(operation, full, codecs);
    let alike = this.#shared.get(project);
    if (!alike) this.#shared.set(project, (alike = new Map()));
    const existing = alike.get(key);
    if (existing) return existing;
    const registration = new Registration(this.parts, operation, full, project, codecs, () => {
      alike.delete(key);
      if (alike.size === 0) this.#shared.delete(project);
    });
    alike.set(key, registration);
    return registration;
  }

  /** Equal requests are those with equal bytes. */
  #key(operation: AnyOperation, request: Readonly<Record<string, unknown>>, codecs: Codecs | undefined): string {
    const { scratch } = this.parts.wire;
    const writer = scratch.take();
    if (codecs) writer.codecs = codecs;
    try {
      const start = encodeRequest(operation, writer, request as never);
      const bytes = Array.from(writer.bytes.subarray(start, writer.position), byte => String.fromCharCode(byte)).join(
        '',
      );
      return codecs ? `${this.#number(codecs.key)}/${this.#number(codecs.value)}/${bytes}` : bytes;
    } finally {
      scratch.giveBack(writer);
    }
  }

  #number(codec: DataCodec): number {
    let number = this.#numbers.get(codec);
    if (number === undefined) this.#numbers.set(codec, (number = ++this.#codecs));
    return number;
  }
}

/** Where a row has a say in it: each member tells of itself only, or, through one connection, of all. */
function reach(operation: AnyOperation, smartRouting: boolean): Record<string, boolean> {
  const field = localField(operation);
  return field === undefined ? {} : { [field]: smartRouting };
}
