import { data, int, list, long, longArray, nullable, string, valueData } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const ringbufferSize = /* @__PURE__ */ op(0x170100, 'Ringbuffer.size', () => ({
  retryable: true,
  route: 'name',
  request: { name: string },
  response: { response: long },
}));

export const ringbufferTailSequence = /* @__PURE__ */ op(0x170200, 'Ringbuffer.tailSequence', () => ({
  retryable: true,
  route: 'name',
  request: { name: string },
  response: { response: long },
}));

export const ringbufferHeadSequence = /* @__PURE__ */ op(0x170300, 'Ringbuffer.headSequence', () => ({
  retryable: true,
  route: 'name',
  request: { name: string },
  response: { response: long },
}));

export const ringbufferCapacity = /* @__PURE__ */ op(0x170400, 'Ringbuffer.capacity', () => ({
  retryable: true,
  route: 'name',
  request: { name: string },
  response: { response: long },
}));

export const ringbufferRemainingCapacity = /* @__PURE__ */ op(0x170500, 'Ringbuffer.remainingCapacity', () => ({
  retryable: true,
  route: 'name',
  request: { name: string },
  response: { response: long },
}));

export const ringbufferAdd = /* @__PURE__ */ op(0x170600, 'Ringbuffer.add', () => ({
  route: 'name',
  request: { name: string, overflowPolicy: int, value: valueData },
  response: { response: long },
}));

export const ringbufferReadOne = /* @__PURE__ */ op(0x170700, 'Ringbuffer.readOne', () => ({
  retryable: true,
  blocking: true,
  route: 'name',
  request: { name: string, sequence: long },
  response: { response: nullable(valueData) },
}));

export const ringbufferAddAll = /* @__PURE__ */ op(0x170800, 'Ringbuffer.addAll', () => ({
  route: 'name',
  request: { name: string, valueList: list(valueData), overflowPolicy: int },
  response: { response: long },
}));

export const ringbufferReadMany = /* @__PURE__ */ op(0x170900, 'Ringbuffer.readMany', () => ({
  retryable: true,
  blocking: true,
  route: 'name',
  request: { name: string, startSequence: long, minCount: int, maxCount: int, filter: nullable(data) },
  response: { readCount: int, items: list(valueData), itemSeqs: nullable(longArray), nextSeq: long },
}));
