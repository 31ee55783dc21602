import { boolean, data, int, list, long, nullable, string, uuid } from '../wire/field.js';
import { type GiveBack, giveBack, op } from '../wire/operation.js';

export const queueOffer = op(0x030100, 'Queue.offer', {
  blocking: true,
  route: 'name',
  request: { name: string, value: data, timeoutMillis: long },
  response: { response: boolean },
});

export const queuePut = op(0x030200, 'Queue.put', {
  blocking: true,
  route: 'name',
  request: { name: string, value: data },
  response: {},
});

export const queueSize = op(0x030300, 'Queue.size', {
  route: 'name',
  request: { name: string },
  response: { response: int },
});

export const queueRemove = op(0x030400, 'Queue.remove', {
  route: 'name',
  request: { name: string, value: data },
  response: { response: boolean },
});

export const queuePoll = op(0x030500, 'Queue.poll', {
  blocking: true,
  route: 'name',
  request: { name: string, timeoutMillis: long },
  response: { response: nullable(data) },
  giveBack: ({ name }, { response }) => reoffer(name, response),
});

export const queueTake = op(0x030600, 'Queue.take', {
  blocking: true,
  route: 'name',
  request: { name: string },
  response: { response: nullable(data) },
  giveBack: ({ name }, { response }) => reoffer(name, response),
});

export const queuePeek = op(0x030700, 'Queue.peek', {
  route: 'name',
  request: { name: string },
  response: { response: nullable(data) },
});

export const queueIterator = op(0x030800, 'Queue.iterator', {
  route: 'name',
  request: { name: string },
  response: { response: list(data) },
});

export const queueDrainTo = op(0x030900, 'Queue.drainTo', {
  route: 'name',
  request: { name: string },
  response: { response: list(data) },
});

export const queueDrainToMaxSize = op(0x030a00, 'Queue.drainToMaxSize', {
  route: 'name',
  request: { name: string, maxSize: int },
  response: { response: list(data) },
});

export const queueContains = op(0x030b00, 'Queue.contains', {
  route: 'name',
  request: { name: string, value: data },
  response: { response: boolean },
});

export const queueContainsAll = op(0x030c00, 'Queue.containsAll', {
  route: 'name',
  request: { name: string, dataList: list(data) },
  response: { response: boolean },
});

export const queueCompareAndRemoveAll = op(0x030d00, 'Queue.compareAndRemoveAll', {
  route: 'name',
  request: { name: string, dataList: list(data) },
  response: { response: boolean },
});

export const queueCompareAndRetainAll = op(0x030e00, 'Queue.compareAndRetainAll', {
  route: 'name',
  request: { name: string, dataList: list(data) },
  response: { response: boolean },
});

export const queueClear = op(0x030f00, 'Queue.clear', {
  route: 'name',
  request: { name: string },
  response: {},
});

export const queueAddAll = op(0x031000, 'Queue.addAll', {
  route: 'name',
  request: { name: string, dataList: list(data) },
  response: { response: boolean },
});

export const queueRemoveListener = op(0x031200, 'Queue.removeListener', {
  retryable: true,
  request: { name: string, registrationId: uuid },
  response: { response: boolean },
});

export const queueAddListener = op(0x031100, 'Queue.addListener', {
  removedBy: queueRemoveListener,
  request: { name: string, includeValue: boolean, localOnly: boolean },
  response: { response: uuid },
  events: { Item: { item: nullable(data), uuid: uuid, eventType: int } },
});

export const queueRemainingCapacity = op(0x031300, 'Queue.remainingCapacity', {
  route: 'name',
  request: { name: string },
  response: { response: int },
});

export const queueIsEmpty = op(0x031400, 'Queue.isEmpty', {
  route: 'name',
  request: { name: string },
  response: { response: boolean },
});

/** A taken item that reached nobody goes back to the tail; a bounded queue may refuse it. */
function reoffer(name: string, item: unknown): GiveBack | undefined {
  if (item == null) return undefined;
  return giveBack(queueOffer, { name, value: item, timeoutMillis: 0 }, { refused: ({ response }) => !response, item });
}
