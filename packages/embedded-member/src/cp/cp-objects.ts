// The objects of one kind in one group. What was destroyed once stays so.
import type { EmbeddedMember } from '../member.js';
import { Refusal } from '../refusal.js';
import type { GroupClock } from './wait-queue.js';

export interface CpObject {
  /** Frees what a session held, and ends what it waits for. */
  endSession(session: string): void;
  /** Answers those whose time is up. */
  expire(): void;
  destroyed(name: string): void;
  /** A copy, which gets the requests that came to its members. */
  fork(clock: GroupClock, isThere: (member: EmbeddedMember) => boolean): this | CpObject;
  /** Nothing more happens to it. */
  end(): void;
}

export class CpObjects<T extends CpObject> {
  readonly #live = new Map<string, T>();
  readonly #destroyed = new Set<string>();

  /** `what`: as messages call one of the kind. */
  constructor(
    readonly what: 'Resource' | 'AtomicValue',
    readonly create: (name: string) => T,
  ) {}

  /** Undefined where nobody has used it. */
  find(name: string): T | undefined {
    if (this.#destroyed.has(name)) {
      const message = `${this.what}[${name}] is already destroyed!`;
      throw new Refusal('DISTRIBUTED_OBJECT_DESTROYED', message);
    }
    return this.#live.get(name);
  }

  /** Made where there is none. */
  get(name: string): T {
    const found = this.find(name) ?? this.create(name);
    this.#live.set(name, found);
    return found;
  }

  get all(): Iterable<T> {
    return this.#live.values();
  }

  /** Also one that there never was. */
  destroy(name: string): void {
    this.#destroyed.add(name);
    this.#live.get(name)?.destroyed(name);
    this.#live.delete(name);
  }

  /** Of those there are, or of those destroyed. */
  names(destroyed: boolean): string[] {
    return [...(destroyed ? this.#destroyed : this.#live.keys())];
  }

  /** Takes over what another one has. */
  takeFrom(other: CpObjects<T>, clock: GroupClock, isThere: (member: EmbeddedMember) => boolean): void {
    for (const [name, object] of other.#live) this.#live.set(name, object.fork(clock, isThere) as T);
    for (const name of other.#destroyed) this.#destroyed.add(name);
  }
}
