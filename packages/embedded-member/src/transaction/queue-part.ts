// What a transaction does to one queue.
import type { AnyOperation, Data } from '@hazelrx/protocol';
import {
  transactionalQueueOffer,
  transactionalQueuePeek,
  transactionalQueuePoll,
  transactionalQueueSize,
  transactionalQueueTake,
} from '@hazelrx/protocol/operations';
import type { Cluster, Handler } from '../cluster.js';
import { queues } from '../collection/collection-kinds.js';
import type { Item } from '../collection/collection-store.js';
import { type Awaited, QueueAt } from '../queue/queue-at.js';
import type { Answer } from '../request.js';
import { type AnyCall, type Call, followed, nameOf, waitOf, within } from './transactional-row.js';
import type { Part } from './transaction.js';

class QueuePart implements Part {
  readonly #polled: Item[] = [];
  readonly #offered: Data[] = [];

  constructor(readonly name: string) {}

  static of({ transaction, request }: AnyCall): QueuePart {
    const name = nameOf(request);
    return transaction.part(queues.service, name, () => new QueuePart(name));
  }

  /** What it has offered takes up room for itself. */
  offer(queue: QueueAt, value: Data): boolean {
    if (!queue.store.hasRoomFor(this.#offered.length + 1)) return false;
    this.#offered.push(value);
    return true;
  }

  /** What it has offered comes last. */
  poll(queue: QueueAt): Data | undefined {
    const [item] = queue.items;
    if (!item) return this.#offered.shift();
    queue.reserve(item);
    this.#polled.push(item);
    return item.value;
  }

  peek({ items: [first] }: QueueAt): Data | undefined {
    return first?.value ?? this.#offered[0];
  }

  size({ items }: QueueAt): number {
    return items.length + this.#offered.length;
  }

  commit(cluster: Cluster): void {
    const queue = new QueueAt(cluster, this.name);
    for (const item of this.#polled) queue.commitRemoval(item);
    queue.add(this.#offered);
    queue.wake();
  }

  rollBack(cluster: Cluster): void {
    const queue = new QueueAt(cluster, this.name);
    for (const item of this.#polled) queue.rollBackRemoval(item);
    queue.wake();
  }
}

interface Waiting<O extends AnyOperation> {
  readonly awaited: Awaited;
  /** Milliseconds. */
  readonly timeout: number;
  /** Undefined: not yet. */
  readonly attempt: (queue: QueueAt) => Answer<O> | undefined;
  /** What it answers when its time is up. */
  readonly late: Answer<O>;
}

function wait<O extends AnyOperation>(call: Call<O>, waiting: Waiting<O>): void {
  const { cluster, request } = call;
  const { awaited, timeout, late } = waiting;
  const queue = new QueueAt(cluster, QueuePart.of(call).name);
  const began = cluster.now;
  const attempt = (): boolean => {
    const answer = waiting.attempt(queue);
    if (answer) request.answer(answer);
    return answer !== undefined;
  };
  const expire = (): void => request.answer(late);
  if (attempt()) return;
  if (timeout <= 0) return expire();
  const again = (): void => wait(call, { ...waiting, timeout: timeout - (cluster.now - began) });
  const { id: partition, owner } = queue.partition;
  owner.parking.park(queue.place(awaited), {
    request: followed(request, cluster, again),
    partition,
    attempt,
    timeout,
    expire,
  });
}

type Polling = typeof transactionalQueuePoll | typeof transactionalQueueTake | typeof transactionalQueuePeek;

function polling(call: Call<Polling>, timeout: number, look: (queue: QueueAt) => Data | undefined): void {
  const attempt = (queue: QueueAt): { response: Data } | undefined => {
    const response = look(queue);
    return response && { response };
  };
  wait(call, { awaited: 'items', timeout, attempt, late: { response: null } });
}

export const queueRows: readonly Handler[] = [
  within(transactionalQueueOffer, call => {
    const { item, ...fields } = call.request.fields;
    const attempt = (queue: QueueAt): { response: boolean } | undefined =>
      QueuePart.of(call).offer(queue, item) ? { response: true } : undefined;
    wait(call, { awaited: 'room', timeout: waitOf(fields), attempt, late: { response: false } });
    return undefined;
  }),
  within(transactionalQueuePoll, call => {
    polling(call, waitOf(call.request.fields), queue => QueuePart.of(call).poll(queue));
    return undefined;
  }),
  within(transactionalQueueTake, call => {
    polling(call, Infinity, queue => QueuePart.of(call).poll(queue));
    return undefined;
  }),
  within(transactionalQueuePeek, call => {
    polling(call, waitOf(call.request.fields), queue => QueuePart.of(call).peek(queue));
    return undefined;
  }),
  within(transactionalQueueSize, call => {
    const part = QueuePart.of(call);
    return { response: part.size(new QueueAt(call.cluster, part.name)) };
  }),
];
