// What one member knows of one transaction.
import type { UUID } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import type { LockOwner } from '../locks/key-waits.js';
import type { EmbeddedMember } from '../member.js';
import { Refusal } from '../refusal.js';
import type { Link } from '../request.js';

/** What a transaction does to one structure: seen by itself at once, by others after the commit. */
export interface Part {
  /** Throws when it cannot be committed any more. */
  prepare?(cluster: Cluster): void;
  commit(cluster: Cluster): void;
  rollBack(cluster: Cluster): void;
}

interface Beginning {
  readonly member: EmbeddedMember;
  readonly link: Link;
  readonly threadId: string;
  /** Milliseconds from its begin to its commit. */
  readonly timeout: number;
  readonly twoPhase: boolean;
  /** Members that keep a copy of it. */
  readonly copies: number;
}

export class Transaction {
  readonly #parts = new Map<string, Part>();
  readonly #endsAt: number;
  /** Who holds its locks. */
  readonly owner: LockOwner;

  constructor(
    readonly id: UUID,
    readonly beginning: Beginning,
    now: number,
  ) {
    const { link, threadId, timeout } = beginning;
    this.#endsAt = now + timeout;
    this.owner = { client: link.client!.uuid, threadId };
  }

  get timeout(): number {
    return this.beginning.timeout;
  }

  /** Whether another member rolls it back when its own is dead. */
  get outlivesItsMember(): boolean {
    return this.beginning.twoPhase && this.beginning.copies > 0;
  }

  /** What it does to one structure: the same for the same name. */
  part<P extends Part>(service: string, name: string, make: () => P): P {
    const key = `${service} ${name}`;
    const known = this.#parts.get(key) as P | undefined;
    const part = known ?? make();
    if (!known) this.#parts.set(key, part);
    return part;
  }

  commit(cluster: Cluster): void {
    if (cluster.now > this.#endsAt) {
      const message = 'Transaction is timed-out!';
      throw new Refusal('TRANSACTION_TIMED_OUT', message, 'com.hazelcast.transaction.TransactionTimedOutException');
    }
    if (this.beginning.twoPhase) for (const part of this.#parts.values()) part.prepare?.(cluster);
    for (const part of this.#parts.values()) part.commit(cluster);
  }

  rollBack(cluster: Cluster): void {
    for (const part of this.#parts.values()) part.rollBack(cluster);
  }
}

export function cannot(message: string): Refusal {
  return new Refusal('TRANSACTION', message, 'com.hazelcast.transaction.TransactionException');
}
