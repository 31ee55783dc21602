// The transactions that have not ended, of all members.
import type { UUID } from '@hazelrx/protocol';
import type { Cluster, World } from '../cluster.js';
import type { Link } from '../request.js';
import { cannot, type Transaction } from './transaction.js';

const worlds = new WeakMap<World, Transactions>();

export class Transactions {
  readonly #open = new Map<string, Transaction>();

  static of({ world }: Cluster): Transactions {
    const known = worlds.get(world) ?? new Transactions();
    worlds.set(world, known);
    return known;
  }

  add(transaction: Transaction): void {
    this.#open.set(transaction.id.toString(), transaction);
  }

  /** One that was begun over this connection: no other knows of it. */
  find(id: UUID, link: Link): Transaction {
    const found = this.#open.get(id.toString());
    if (found?.beginning.link === link) return found;
    throw cannot(`No transaction context found with ID: ${id.toString()}`);
  }

  ended({ id }: Transaction): void {
    this.#open.delete(id.toString());
  }

  /** Rolls back what was begun over a connection that is no more. A member that has died does nothing. */
  left(cluster: Cluster, link: Link): void {
    for (const transaction of this.#open.values()) {
      const { beginning } = transaction;
      if (beginning.link === link && beginning.member.running) this.#rollBack(cluster, transaction);
    }
  }

  /** Other members roll back what a client had begun on one that has died. */
  clientGone(cluster: Cluster, client: UUID): void {
    for (const transaction of this.#open.values()) {
      const { owner, beginning } = transaction;
      if (owner.client.equals(client) && !beginning.member.running) this.#rollBack(cluster, transaction);
    }
  }

  /** Those of dead members that nobody else knows are never rolled back. */
  forgetLost(): void {
    for (const transaction of this.#open.values())
      if (!transaction.beginning.member.running && !transaction.outlivesItsMember) this.ended(transaction);
  }

  #rollBack(cluster: Cluster, transaction: Transaction): void {
    this.ended(transaction);
    transaction.rollBack(cluster);
  }
}
