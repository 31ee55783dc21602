// Queue: items in order, a bound, requests that wait for items or for room, listeners. No stores or priorities.
import type { AnyOperation, Data } from '@hazelrx/protocol';
import {
  queueAddAll,
  queueAddListener,
  queueClear,
  queueCompareAndRemoveAll,
  queueCompareAndRetainAll,
  queueContains,
  queueContainsAll,
  queueDrainTo,
  queueDrainToMaxSize,
  queueIsEmpty,
  queueIterator,
  queueOffer,
  queuePeek,
  queuePoll,
  queuePut,
  queueRemainingCapacity,
  queueRemove,
  queueSize,
  queueTake,
} from '@hazelrx/protocol/operations';
import type Long from 'long';
import { type Handler, on } from '../cluster.js';
import { queues } from '../collection/collection-kinds.js';
import { among, CollectionRows, has, hasAll, removeFirst } from '../collection/collection-rows.js';
import { type Awaited, QueueAt } from '../queue/queue-at.js';
import { Refusal } from '../refusal.js';
import type { Answer, Arguments } from '../request.js';

const rows = new CollectionRows(queues, (cluster, name) => new QueueAt(cluster, name));

/** How a row waits for its turn. */
interface Waiting<O extends AnyOperation> {
  readonly awaited: Awaited;
  /** Undefined: not yet. */
  readonly attempt: (queue: QueueAt, fields: Arguments<O>) => Answer<O> | undefined;
  /** What it answers when its time is up. */
  readonly late: Answer<O>;
}

function waiting<O extends AnyOperation>(operation: O, { awaited, attempt, late }: Waiting<O>): Handler {
  return on(operation, (request, _, cluster) => {
    const queue = rows.at(request, cluster);
    const attempted = (): boolean => {
      const answer = attempt(queue, request.fields);
      if (answer) request.answer(answer, queue.confirming(request));
      return answer !== undefined;
    };
    const timeout = timeoutOf(request.fields);
    const expire = (): void => request.answer(late);
    if (attempted()) queue.wake();
    else if (timeout === 0) expire();
    else {
      const { id: partition, owner } = queue.partition;
      owner.parking.park(queue.place(awaited), { request, partition, attempt: attempted, timeout, expire });
    }
    return undefined;
  });
}

/** A negative time is for ever, as none is. */
function timeoutOf(fields: object): number {
  const { timeoutMillis } = fields as { readonly timeoutMillis?: Long };
  return timeoutMillis === undefined || timeoutMillis.isNegative() ? Infinity : timeoutMillis.toNumber();
}

function offer(queue: QueueAt, { value }: { readonly value: Data }): { response: boolean } | undefined {
  return queue.insert([value]) ? { response: true } : undefined;
}

function poll(queue: QueueAt): { response: Data } | undefined {
  const [response] = queue.take(1);
  return response && { response };
}

function addAll(queue: QueueAt, { dataList }: { readonly dataList: readonly Data[] }): { response: boolean } {
  if (queue.insert(dataList)) return { response: true };
  throw new Refusal('ILLEGAL_STATE', 'Queue full', 'java.lang.IllegalStateException');
}

export const queueService = rows.service(queueAddListener, [
  waiting(queueOffer, { awaited: 'room', attempt: offer, late: { response: false } }),
  waiting(queuePut, { awaited: 'room', attempt: offer, late: {} }),
  waiting(queuePoll, { awaited: 'items', attempt: poll, late: { response: null } }),
  waiting(queueTake, { awaited: 'items', attempt: poll, late: { response: null } }),
  rows.changing(queueAddAll, addAll),
  rows.changing(queueRemove, (queue, { value }) => ({ response: removeFirst(queue, value) })),
  rows.changing(queueDrainTo, queue => ({ response: queue.take(Infinity) })),
  rows.changing(queueDrainToMaxSize, (queue, { maxSize }) => ({
    response: queue.take(maxSize < 0 ? Infinity : maxSize),
  })),
  rows.changing(queueCompareAndRemoveAll, (queue, { dataList }) => ({ response: queue.remove(among(dataList)) })),
  rows.changing(queueCompareAndRetainAll, (queue, { dataList }) => ({ response: queue.retain(among(dataList)) })),
  rows.changing(queueClear, queue => {
    queue.take(Infinity);
    return {};
  }),
  rows.reading(queueSize, ({ items }) => ({ response: items.length })),
  rows.reading(queueIsEmpty, ({ items }) => ({ response: items.length === 0 })),
  rows.reading(queueRemainingCapacity, ({ store }) => ({ response: store.room })),
  rows.reading(queuePeek, ({ items: [first] }) => ({ response: first?.value ?? null })),
  rows.reading(queueIterator, ({ values }) => ({ response: values })),
  rows.reading(queueContains, (queue, { value }) => ({ response: has(queue, value) })),
  rows.reading(queueContainsAll, (queue, { dataList }) => ({ response: hasAll(queue, dataList) })),
]);
