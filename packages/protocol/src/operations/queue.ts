import { boolean, int, list, long, nullable, string, uuid, valueData } from '../wire/field.js';
import { type GiveBack, giveBack, op } from '../wire/operation.js';

export const queueOffer = /* @__PURE__ */ op(0x030100, 'Queue.offer', () => ({
  blocking: true,
  route: 'name',
  request: { name: string, value: valueData, timeoutMillis: long },
  response: { response: boolean },
}));

export const queuePut = /* @__PURE__ */ op(0x030200, 'Queue.put', () => ({
  blocking: true,
  route: 'name',
  request: { name: string, value: valueData },
  response: {},
}));

export const queueSize = /* @__PURE__ */ op(0x030300, 'Queue.size', () => ({
  route: 'name',
  request: { name: string },
  response: { response: int },
}));

export const queueRemove = /* @__PURE__ */ op(0x030400, 'Queue.remove', () => ({
  route: 'name',
  request: { name: string, value: valueData },
  response: { response: boolean },
}));

export const queuePoll = /* @__PURE__ */ op(0x030500, 'Queue.poll', () => ({
  blocking: true,
  route: 'name',
  request: { name: string, timeoutMillis: long },
  response: { response: nullable(valueData) },
  giveBack: ({ name }, answer) => reoffer(name, answer?.response),
}));

export const queueTake = /* @__PURE__ */ op(0x030600, 'Queue.take', () => ({
  blocking: true,
  route: 'name',
  request: { name: string },
  response: { response: nullable(valueData) },
  giveBack: ({ name }, answer) => reoffer(name, answer?.response),
}));

export const queuePeek = /* @__PURE__ */ op(0x030700, 'Queue.peek', () => ({
  route: 'name',
  request: { name: string },
  response: { response: nullable(valueData) },
}));

export const queueIterator = /* @__PURE__ */ op(0x030800, 'Queue.iterator', () => ({
  route: 'name',
  request: { name: string },
  response: { response: list(valueData) },
}));

export const queueDrainTo = /* @__PURE__ */ op(0x030900, 'Queue.drainTo', () => ({
  route: 'name',
  request: { name: string },
  response: { response: list(valueData) },
  giveBack: ({ name }, answer) => refill(name, answer?.response),
}));

export const queueDrainToMaxSize = /* @__PURE__ */ op(0x030a00, 'Queue.drainToMaxSize', () => ({
  route: 'name',
  request: { name: string, maxSize: int },
  response: { response: list(valueData) },
  giveBack: ({ name }, answer) => refill(name, answer?.response),
}));

export const queueContains = /* @__PURE__ */ op(0x030b00, 'Queue.contains', () => ({
  route: 'name',
  request: { name: string, value: valueData },
  response: { response: boolean },
}));

export const queueContainsAll = /* @__PURE__ */ op(0x030c00, 'Queue.containsAll', () => ({
  route: 'name',
  request: { name: string, dataList: list(valueData) },
  response: { response: boolean },
}));

export const queueCompareAndRemoveAll = /* @__PURE__ */ op(0x030d00, 'Queue.compareAndRemoveAll', () => ({
  route: 'name',
  request: { name: string, dataList: list(valueData) },
  response: { response: boolean },
}));

export const queueCompareAndRetainAll = /* @__PURE__ */ op(0x030e00, 'Queue.compareAndRetainAll', () => ({
  route: 'name',
  request: { name: string, dataList: list(valueData) },
  response: { response: boolean },
}));

export const queueClear = /* @__PURE__ */ op(0x030f00, 'Queue.clear', () => ({
  route: 'name',
  request: { name: string },
  response: {},
}));

export const queueAddAll = /* @__PURE__ */ op(0x031000, 'Queue.addAll', () => ({
  route: 'name',
  request: { name: string, dataList: list(valueData) },
  response: { response: boolean },
}));

export const queueRemoveListener = /* @__PURE__ */ op(0x031200, 'Queue.removeListener', () => ({
  retryable: true,
  request: { name: string, registrationId: uuid },
  response: { response: boolean },
}));

export const queueAddListener = /* @__PURE__ */ op(0x031100, 'Queue.addListener', () => ({
  removedBy: queueRemoveListener,
  request: { name: string, includeValue: boolean, localOnly: boolean },
  response: { response: uuid },
  events: { Item: { item: nullable(valueData), uuid: uuid, eventType: int } },
}));

export const queueRemainingCapacity = /* @__PURE__ */ op(0x031300, 'Queue.remainingCapacity', () => ({
  route: 'name',
  request: { name: string },
  response: { response: int },
}));

export const queueIsEmpty = /* @__PURE__ */ op(0x031400, 'Queue.isEmpty', () => ({
  route: 'name',
  request: { name: string },
  response: { response: boolean },
}));

/** A taken item that reached nobody goes back to the tail; a bounded queue may refuse it. */
function reoffer(name: string, item: unknown): GiveBack | undefined {
  if (item == null) return undefined;
  return giveBack(queueOffer, { name, value: item, timeoutMillis: 0 }, { refused: ({ response }) => !response, item });
}

/** Drained items that reached nobody go back to the tail, all of them or, where there is no room, none. */
function refill(name: string, items: readonly unknown[] = []): GiveBack | undefined {
  if (items.length === 0) return undefined;
  const dataList = items as readonly NonNullable<unknown>[];
  return giveBack(queueAddAll, { name, dataList }, { refused: ({ response }) => !response, item: dataList });
}
