import type { AnyOperation, Codecs, MemberError, Reader } from '@hazelrx/protocol';
import type { Subscription } from 'rxjs';
import type { ErrorDetails, HazelcastError } from '../errors.js';
import { MAX_PENDING } from '../options.js';

/** What a call needs to know of the connection it is on. */
export interface Carrier {
  readonly name: string;
  readonly wire: { readonly pending: PendingCalls };
}

/** Time for deadlines, in milliseconds: moved on by the sweep, so that a call does not ask the system for it. */
export interface Clock {
  now: number;
}

/**
 * A request on its way. Its place in the table is its correlation id: `slot` in the low 32 bits, `generation` in the
 * high ones. Whoever made it is told its end once: `answered` or `failed`.
 */
export abstract class Call {
  /** −1: not on its way now. */
  slot = -1;
  generation = 0;
  connection: Carrier | undefined;
  /** `Clock` time of its end; Infinity for none. */
  deadline = Infinity;
  /** Backup acks that came, less those that must come once the answer has told how many. */
  acks = 0;
  /** The decoded answer, while backup acks are missing. */
  held: unknown = undefined;
  holding = false;
  /** The message of that answer, where it may have to be given back byte for byte. */
  heldMessage: Uint8Array | undefined;
  /** The fetch of the schema without which its answer cannot be read. */
  lacking: Subscription | undefined = undefined;
  /** The caller has left, or its time is up; the answer is awaited only to give back what it holds. */
  abandoned = false;

  constructor(
    readonly operation: AnyOperation,
    readonly request: Readonly<Record<string, unknown>>,
    /** Of its Data fields, those of its events too. Undefined: the client's own. */
    readonly codecs?: Codecs,
  ) {}

  /** Keeps the answer until the missing backup acks came, or until `deadline`. */
  hold(response: unknown, deadline: number): void {
    this.held = response;
    this.holding = true;
    this.deadline = Math.min(this.deadline, deadline);
  }

  abstract answered(response: unknown): void;
  /** The connection ended, or the answer could not be read. */
  abstract failed(error: HazelcastError): void;
  /** The member answered with an error. */
  abstract refused(chain: readonly MemberError[]): void;
  /** The deadline has passed; the call is still in the table. */
  abstract expired(): void;
  /** An event under this call's correlation id; the reader stands at its start. */
  event?(type: number, reader: Reader): void;
}

/** The operation and the structure of a call, for its errors. */
export function detailsOf({ operation, request }: Pick<Call, 'operation' | 'request'>): ErrorDetails {
  return { operation: operation.name, structure: typeof request['name'] === 'string' ? request['name'] : undefined };
}

/** All requests of a client that wait for something, by correlation id. */
export class PendingCalls {
  readonly #slots: (Call | undefined)[] = [];
  readonly #generations: number[] = [];
  readonly #free: number[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get full(): boolean {
    return this.#size >= MAX_PENDING;
  }

  /** Gives the call its correlation id. */
  add(call: Call): void {
    const slot = this.#free.pop() ?? this.#slots.length;
    const generation = ((this.#generations[slot] ?? 0) + 1) & 0x7fff_ffff;
    this.#generations[slot] = generation;
    this.#slots[slot] = call;
    call.slot = slot;
    call.generation = generation;
    this.#size++;
  }

  /** Undefined when nobody waits for this correlation id any more, or nobody ever has. */
  get(slot: number, generation: number): Call | undefined {
    const call = this.#slots[slot];
    return call !== undefined && call.generation === generation ? call : undefined;
  }

  remove(call: Call): void {
    if (call.slot < 0) return;
    call.lacking?.unsubscribe();
    this.#slots[call.slot] = undefined;
    this.#free.push(call.slot);
    call.slot = -1;
    this.#size--;
  }

  /** Tells every call whose deadline has passed. */
  sweep(now: number): void {
    for (let slot = 0; slot < this.#slots.length; slot++) {
      const call = this.#slots[slot];
      if (call !== undefined && call.deadline <= now) call.expired();
    }
  }

  /** The calls that wait for an answer or events of this connection. */
  on(connection: Carrier): Call[] {
    return this.#slots.filter(call => call?.connection === connection) as Call[];
  }
}
