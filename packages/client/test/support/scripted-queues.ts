// Queues and their transactions, as members have them, for those who consume from them.
import { type AnyOperation, UUID } from '@hazelrx/protocol';
import {
  clientAuthentication,
  mapAddEntryListener,
  mapTryLock,
  mapUnlock,
  queueIsEmpty,
  transactionalMapGetForUpdate,
  transactionalQueueOffer,
  transactionalQueuePoll,
  transactionCommit,
  transactionCreate,
  transactionRollback,
} from '@hazelrx/protocol/operations';
import type { ScriptedCluster } from './scripted-cluster.js';
import type { Link, Received } from './scripted-member.js';

/** Other items than words are not told apart. */
function nameOf(item: unknown): string {
  return typeof item === 'string' ? item : 'blob';
}

interface ScriptedTransaction {
  readonly link: Link;
  polled: (readonly [queue: string, item: unknown])[];
  readonly offered: (readonly [queue: string, item: unknown])[];
}

interface Named {
  readonly name: string;
  readonly txnId: UUID;
  readonly transactionId: UUID;
  readonly item: unknown;
}

/** What the members do by themselves. A test can hold their answers up; nothing is done of those either. */
export class ScriptedQueues {
  /** Requests of these rows are not answered, they are in `open`. */
  readonly held = new Set<AnyOperation>();
  readonly open: Received[] = [];
  /** Queues that have no room. */
  readonly full = new Set<string>();
  /** What was done in transactions, in its order: `create`, `poll a`, `poll`, `offer a`, `commit`, `rollback`. */
  readonly log: string[] = [];
  /** The connections of consumers so far, in their order. */
  readonly companions: { readonly uuid: UUID; readonly link: Link }[] = [];
  readonly #queues = new Map<string, unknown[]>();
  readonly #transactions = new Map<string, ScriptedTransaction>();

  constructor(readonly cluster: ScriptedCluster) {
    const rows: readonly AnyOperation[] = [...this.#handlers.keys()];
    for (const member of cluster.members) {
      for (const row of rows)
        member.on(row, call => {
          if (this.held.has(row)) this.open.push(call);
          else this.answer(call);
        });
      member.on(clientAuthentication, call => {
        const { clientName, uuid } = call.request;
        if (clientName.endsWith('-consumer')) this.companions.push({ uuid: uuid!, link: call.link });
        call.answer(member.greeting());
      });
    }
  }

  readonly #handlers = new Map<AnyOperation, (call: Received, request: Named) => object>([
    [mapAddEntryListener, () => ({ response: UUID.random() })],
    [mapTryLock, () => ({ response: true })],
    [mapUnlock, () => ({})],
    [queueIsEmpty, (_, { name }) => ({ response: this.items(name).length === 0 })],
    [transactionCreate, ({ link }) => ({ response: this.#begin(link) })],
    [transactionalMapGetForUpdate, (_, { txnId }) => this.#lock(txnId)],
    [transactionalQueuePoll, (_, { name, txnId }) => ({ response: this.#poll(name, txnId) })],
    [transactionalQueueOffer, (_, { name, txnId, item }) => ({ response: this.#offer(name, txnId, item) })],
    [transactionCommit, (_, { transactionId }) => this.#commit(transactionId)],
    [transactionRollback, (_, { transactionId }) => this.#rollback(transactionId)],
  ]);

  /** Answers the request as its member would. */
  answer(call: Received): void {
    call.answer(this.#handlers.get(call.operation)!(call, call.request as never) as never);
  }

  /** Does, and answers, what was held up first. */
  release(): void {
    this.answer(this.open.shift()!);
  }

  /** What everybody can see of a queue. */
  items(name: string): unknown[] {
    for (const [id, { link }] of this.#transactions) if (!link.open) this.#undo(id);
    let items = this.#queues.get(name);
    if (!items) this.#queues.set(name, (items = []));
    return items;
  }

  /** What a transaction has polled is somebody else's. */
  take(transaction: UUID): void {
    this.#of(transaction).polled = [];
  }

  /** Transactions that are begun. */
  get transactions(): number {
    this.items('');
    return this.#transactions.size;
  }

  #begin(link: Link): UUID {
    const id = UUID.random();
    this.#transactions.set(id.toString(), { link, polled: [], offered: [] });
    this.log.push('create');
    return id;
  }

  #poll(name: string, id: UUID): unknown {
    const [item] = this.items(name).splice(0, 1);
    this.log.push(item === undefined ? 'poll' : `poll ${nameOf(item)}`);
    if (item !== undefined) this.#of(id).polled.push([name, item]);
    return item ?? null;
  }

  #offer(name: string, id: UUID, item: unknown): boolean {
    this.log.push(`offer ${nameOf(item)}`);
    if (this.full.has(name)) return false;
    this.#of(id).offered.push([name, item]);
    return true;
  }

  #lock(id: UUID): object {
    this.#of(id);
    return { response: null };
  }

  #commit(id: UUID): object {
    this.log.push('commit');
    for (const [name, item] of this.#of(id).offered) this.items(name).push(item);
    this.#transactions.delete(id.toString());
    return {};
  }

  #rollback(id: UUID): object {
    this.log.push('rollback');
    this.#of(id);
    this.#undo(id.toString());
    return {};
  }

  #undo(id: string): void {
    const { polled } = this.#transactions.get(id)!;
    this.#transactions.delete(id);
    for (const [name, item] of polled.toReversed()) this.items(name).unshift(item);
  }

  #of(id: UUID): ScriptedTransaction {
    const found = this.#transactions.get(id.toString());
    if (!found) throw new Error(`there is no transaction ${id.toString()}`);
    return found;
  }
}
