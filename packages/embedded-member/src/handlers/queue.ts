// Queue: items in order, a bound, requests that wait for items or for room, listeners. No stores or priorities.
import type { AnyOperation, Data, Encodable } from '@hazelrx/protocol';
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
  queueRemoveListener,
  queueSize,
  queueTake,
} from '@hazelrx/protocol/operations';
import type Long from 'long';
import { type Cluster, type Handler, on, type Service } from '../cluster.js';
import { type Awaited, placeOf, QUEUE_SERVICE, QueueAt, topicOf } from '../queue/queue-at.js';
import { Refusal } from '../refusal.js';
import type { Arguments, Request } from '../request.js';

interface Named {
  readonly name: string;
}

type Answer<O extends AnyOperation> = Encodable<O['response']['fields']>;

function reading<O extends AnyOperation>(
  operation: O,
  read: (queue: QueueAt, fields: Arguments<O>) => Answer<O>,
): Handler {
  return on(operation, (request, _, cluster) => read(QueueAt.of(named(request), cluster), request.fields));
}

/** A row that changes the queue at once; those who wait for that go on. */
function changing<O extends AnyOperation>(
  operation: O,
  change: (queue: QueueAt, fields: Arguments<O>) => Answer<O>,
): Handler {
  return on(operation, (request, _, cluster) => {
    const queue = QueueAt.of(named(request), cluster);
    const before = queue.items;
    const answer = change(queue, request.fields);
    request.answer(answer, queue.items === before ? [] : queue.confirming(named(request)));
    queue.wake();
    return undefined;
  });
}

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
    const queue = QueueAt.of(named(request), cluster);
    const attempted = (): boolean => {
      const answer = attempt(queue, request.fields);
      if (answer) request.answer(answer, queue.confirming(named(request)));
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

/** Every row of a queue has its name. */
function named<O extends AnyOperation>(request: Request<O>): Request<O> & { readonly fields: Named } {
  return request as Request<O> & { readonly fields: Named };
}

function offer(queue: QueueAt, { value }: { readonly value: Data }): { response: boolean } | undefined {
  if (queue.room <= 0) return undefined;
  queue.add([value]);
  return { response: true };
}

function poll(queue: QueueAt): { response: Data } | undefined {
  const [response] = queue.take(1);
  return response && { response };
}

function addAll(queue: QueueAt, { dataList }: { readonly dataList: readonly Data[] }): { response: boolean } {
  if (dataList.length > queue.room) throw new Refusal('ILLEGAL_STATE', 'Queue full', 'java.lang.IllegalStateException');
  queue.add(dataList);
  return { response: true };
}

function remove(queue: QueueAt, value: Data): boolean {
  const at = queue.items.findIndex(item => item.value.equals(value));
  return queue.remove((_, index) => index === at);
}

function has(items: readonly Data[], value: Data): boolean {
  return items.some(item => item.equals(value));
}

/** As `PutIfAbsentMergePolicy`: whole queues, where the larger side has none, or an empty one. */
function merged(from: Cluster, into: Cluster): void {
  for (const { id, owner } of from.partitions.all)
    for (const [name] of owner.stores.all(id, QUEUE_SERVICE))
      new QueueAt(into, name, id).merge(new QueueAt(from, name, id).values);
}

export const queueService: Service = {
  merged,
  handlers: [
    waiting(queueOffer, { awaited: 'room', attempt: offer, late: { response: false } }),
    waiting(queuePut, { awaited: 'room', attempt: offer, late: {} }),
    waiting(queuePoll, { awaited: 'items', attempt: poll, late: { response: null } }),
    waiting(queueTake, { awaited: 'items', attempt: poll, late: { response: null } }),
    changing(queueAddAll, addAll),
    changing(queueRemove, (queue, { value }) => ({ response: remove(queue, value) })),
    changing(queueDrainTo, queue => ({ response: queue.take(Infinity) })),
    changing(queueDrainToMaxSize, (queue, { maxSize }) => ({
      response: queue.take(maxSize < 0 ? Infinity : maxSize),
    })),
    changing(queueCompareAndRemoveAll, (queue, { dataList }) => ({
      response: queue.remove(item => has(dataList, item)),
    })),
    changing(queueCompareAndRetainAll, (queue, { dataList }) => ({
      response: queue.remove(item => !has(dataList, item)),
    })),
    changing(queueClear, queue => {
      queue.take(Infinity);
      return {};
    }),
    reading(queueSize, ({ items }) => ({ response: items.length })),
    reading(queueIsEmpty, ({ items }) => ({ response: items.length === 0 })),
    reading(queueRemainingCapacity, ({ room }) => ({ response: room })),
    reading(queuePeek, ({ items: [first] }) => ({ response: first?.value ?? null })),
    reading(queueIterator, ({ values }) => ({ response: values })),
    reading(queueContains, ({ values }, { value }) => ({ response: has(values, value) })),
    reading(queueContainsAll, ({ values }, { dataList }) => ({
      response: dataList.every(value => has(values, value)),
    })),
    on(queueAddListener, (request, member, cluster) => cluster.listen(topicOf(request.fields.name), member, request)),
    on(queueRemoveListener, ({ fields: { name, registrationId } }, _, cluster) => ({
      response: cluster.registrations.remove(topicOf(name), registrationId),
    })),
  ],
  destroyed(cluster, service, name) {
    if (service !== QUEUE_SERVICE) return;
    cluster.registrations.drop(topicOf(name));
    for (const { parking } of cluster.running) parking.destroyed(place => place.startsWith(placeOf(name)));
  },
};
